import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Line, linesOf } from './lines.ts'

const LONGEST = 8

async function* inChunks(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0
  for (const cut of [...cuts, bytes.length].map((at) => Math.min(at, bytes.length)).sort((a, b) => a - b)) {
    yield bytes.subarray(from, cut)
    from = cut
  }
}

describe('the lines of a body', () => {
  test('are the same however it is cut, counted from 1, without empty and too long ones', async () => {
    const body = fc.array(fc.constantFrom('a', '"', '\n', '\r', ' ', 'é', '🦔'), { maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(body, fc.array(fc.nat(200)), async (letters, cuts) => {
        const text = letters.join('')
        const lines: Line[] = []
        for await (const line of linesOf(inChunks(Buffer.from(text), cuts), LONGEST)) lines.push(line)
        const wanted = text
          .split('\n')
          .map((line, at) => ({ number: at + 1, bytes: Buffer.from(line) }))
          .map(({ number, bytes }) => ({ number, bytes: bytes.length > LONGEST ? undefined : bytes }))
          .filter(({ bytes }) => bytes === undefined || bytes.toString().trim() !== '')
        expect(lines).toEqual(wanted)
      }),
    )
  })
})
