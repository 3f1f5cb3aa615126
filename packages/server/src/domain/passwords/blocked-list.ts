import { readFileSync } from 'node:fs'
import { packageFile } from '#base/package'
import { type PackedTexts, packTexts, readPackedTexts } from './packed-texts.ts'

/** The file that `npm run blocked-passwords -w packages/server` makes. Its licence lies beside it. */
export const BLOCKED_FILE = 'assets/passwords/blocked.bin'

/** Passwords that are known to be common, folded. */
export interface BlockedList {
  /** Those of eight characters or more. */
  readonly all: PackedTexts
  /** The 10,000 commonest, of any length. */
  readonly commonest: PackedTexts
  readonly shortestCommon: number
  readonly longestCommon: number
}

export interface CommonPasswords {
  readonly all: ReadonlySet<string>
  readonly commonest: ReadonlySet<string>
}

export function packBlocked({ all, commonest }: CommonPasswords): Buffer {
  const lengths = Array.from(commonest, (text) => Array.from(text).length)
  const range = Buffer.from([Math.min(...lengths), Math.max(...lengths)])
  return Buffer.concat([range, packTexts(all), packTexts(commonest)])
}

export function readBlocked(packed: Buffer): BlockedList {
  const all = readPackedTexts(packed.subarray(2))
  const commonest = readPackedTexts(all.rest)
  return {
    all: all.texts,
    commonest: commonest.texts,
    shortestCommon: packed.readUInt8(0),
    longestCommon: packed.readUInt8(1),
  }
}

/** Reads the list when it is first asked for: a node on which nobody chooses a password never holds it. */
export function createBlockedList(): () => BlockedList {
  let list: BlockedList | undefined
  return () => (list ??= readBlocked(readFileSync(packageFile(BLOCKED_FILE))))
}
