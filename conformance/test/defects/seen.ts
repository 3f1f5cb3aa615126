/**
 * Which defects were seen to be caught, as they stand: a defect is planted again when it, the file that it is planted into, or
 * the tests that catch it have changed. What they rest on may change, too: before a release, all are planted.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Set: all are planted, and what was noted before counts no more. */
const areAllWanted = process.env['DAMSON_ALL_DEFECTS'] !== undefined

/** The defects to plant of those of one kind, and the note of those that were caught. */
export interface Unseen<D> {
  readonly defects: readonly D[]
  /** How many are left out. */
  readonly seen: number
  caught(defect: D): void
  /** Notes what was caught, beside what was noted before and is still as it was. */
  keep(): void
}

/** What a defect is noted as. */
export function keyOf(defect: object, texts: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([defect, ...texts]))
    .digest('base64url')
    .slice(0, 16)
}

/** @param filesOf The paths of the files that decide whether a defect is caught. */
export function unseen<D extends object>(
  kind: string,
  all: readonly D[],
  filesOf: (defect: D) => readonly string[],
): Unseen<D> {
  const note = join(import.meta.dirname, `seen-by-${kind}.json`)
  const noted = new Set(existsSync(note) ? (JSON.parse(readFileSync(note, 'utf8')) as string[]) : [])
  const texts = new Map<string, string>()
  const textOf = (path: string): string => {
    const text = texts.get(path) ?? readFileSync(path, 'utf8')
    texts.set(path, text)
    return text
  }
  const of = (defect: D): string => keyOf(defect, filesOf(defect).map(textOf))
  const caught = new Set<string>()
  const seen = areAllWanted ? [] : all.map(of).filter((key) => noted.has(key))
  const defects = all.filter((defect) => !seen.includes(of(defect)))
  return {
    defects,
    seen: seen.length,
    caught: (defect) => void caught.add(of(defect)),
    keep() {
      writeFileSync(note, `${JSON.stringify([...seen, ...caught].toSorted(), undefined, 2)}\n`)
    },
  }
}
