import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeFrame, FrameReader, FrameRefused, LENGTHS, MAX_HEAD_BYTES } from './frames.ts'

describe('frames', () => {
  test('come out as they went in, however the stream is cut', () => {
    const frame = fc.record({
      head: fc.record({ kind: fc.string({ maxLength: 50 }) }),
      body: fc.string({ unit: 'grapheme' }),
    })
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 8 }), fc.array(fc.nat(40), { minLength: 1 }), (frames, cuts) => {
        const stream = Buffer.concat(frames.map(({ head, body }) => encodeFrame(head, body)))
        const reader = new FrameReader(10_000)
        const heard: unknown[] = []
        for (let at = 0, cut = 0; at < stream.length; cut += 1) {
          const length = 1 + (cuts[cut % cuts.length] ?? 0)
          for (const { head, body } of reader.read(stream.subarray(at, at + length)))
            heard.push({ head: JSON.parse(head), body })
          at += length
        }
        expect(heard).toEqual(frames)
      }),
    )
  })

  test('that are too long are refused by their lengths, before any of it has come', () => {
    const begun = (headBytes: number, bodyBytes: number): Buffer => {
      const lengths = Buffer.alloc(LENGTHS)
      lengths.writeUInt32BE(headBytes, 0)
      lengths.writeUInt32BE(bodyBytes, 4)
      return lengths
    }
    const read = (bytes: Buffer): unknown => [...new FrameReader(1_000).read(bytes)]
    expect(read(begun(MAX_HEAD_BYTES, 1_000))).toEqual([])
    expect(() => read(begun(MAX_HEAD_BYTES + 1, 0))).toThrow(FrameRefused)
    expect(() => read(begun(2, 1_001))).toThrow(FrameRefused)
    expect(() => read(begun(2, 2 ** 32 - 1))).toThrow(FrameRefused)
  })
})
