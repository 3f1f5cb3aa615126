import { hash } from 'node:crypto'

/**
 * A set of texts that can be asked but not read: of each, the first 40 bits of its SHA-256, sorted. The first 16 bits say
 * in which run of hashes the other 24 are looked for. A text that is not in the set is taken for one of n in it with a
 * probability of n / 2^40.
 */
export interface PackedTexts {
  has(text: string): boolean
}

const RUNS = 65_536
const REST_BYTES = 3

const hashOf = (text: string): Buffer => hash('sha256', text, 'buffer')

/** The size of each run as a byte, then the rest of each hash. */
export function packTexts(texts: ReadonlySet<string>): Buffer {
  const hashes = Array.from(texts, (text) => hashOf(text).subarray(0, 2 + REST_BYTES)).sort(Buffer.compare)
  const sizes = Buffer.alloc(RUNS)
  for (const one of hashes) {
    const run = one.readUInt16BE()
    // A byte that overflowed would lose texts; writing it throws instead.
    sizes.writeUInt8(sizes.readUInt8(run) + 1, run)
  }
  return Buffer.concat([sizes, ...hashes.map((one) => one.subarray(2))])
}

/** Reads such a set; returns the bytes that follow it, too. */
export function readPackedTexts(packed: Buffer): { readonly texts: PackedTexts; readonly rest: Buffer } {
  const starts = new Uint32Array(RUNS + 1)
  for (let run = 0; run < RUNS; run += 1) starts[run + 1] = (starts[run] ?? 0) + packed.readUInt8(run)
  const end = RUNS + (starts[RUNS] ?? 0) * REST_BYTES
  const rests = packed.subarray(RUNS, end)
  if (rests.length !== end - RUNS) throw new Error('a packed set of texts is cut off')
  return {
    rest: packed.subarray(end),
    texts: {
      has(text) {
        const sought = hashOf(text)
        const run = sought.readUInt16BE()
        const rest = sought.readUIntBE(2, REST_BYTES)
        for (let at = starts[run] ?? 0; at < (starts[run + 1] ?? 0); at += 1)
          if (rests.readUIntBE(at * REST_BYTES, REST_BYTES) === rest) return true
        return false
      },
    },
  }
}
