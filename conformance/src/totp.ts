/** Codes of authenticator apps, computed apart from the server's. */
import { createHmac } from 'node:crypto'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The bytes of a key in base32 (RFC 4648 §6). */
function bytesOf(base32: string): Buffer {
  const bits = Array.from(base32, (char) => ALPHABET.indexOf(char).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

/** HOTP (RFC 4226 §5.3) of the time steps since 1970 (RFC 6238 §4.2), six digits. */
export function totpCode(key: Buffer, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const hash = createHmac('sha1', key).update(counter).digest()
  const number = hash.readUInt32BE((hash.at(-1) ?? 0) & 0xf) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, '0')
}

const STEP_MS = 30_000
const currentStep = (): number => Math.floor(Date.now() / STEP_MS)

/** Waits for the first half of a step, so that none ends between a request and what it is compared with. */
export async function calmStep(): Promise<number> {
  const into = Date.now() % STEP_MS
  if (into > STEP_MS / 2) await new Promise((resolve) => setTimeout(resolve, STEP_MS - into + 50))
  return currentStep()
}

/** The key in an address for an authenticator app. */
export function totpKey(uri: string): Buffer {
  return bytesOf(new URL(uri).searchParams.get('secret') ?? '')
}
