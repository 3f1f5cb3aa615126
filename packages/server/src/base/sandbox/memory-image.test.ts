import { expect, test } from 'vitest'
import { MemoryImage } from './memory-image.ts'

test('a memory is set back to the last byte, wherever it was written', () => {
  const bytes = new Uint8Array(8 * 65_536)
  bytes.set([1, 2, 3], 100)
  bytes.set([4], 3 * 65_536 - 1)
  const before = bytes.slice()
  const image = new MemoryImage(bytes.buffer)
  for (const at of [0, 100, 65_535, 65_536, 3 * 65_536 - 1, 5 * 65_536 + 7, bytes.length - 1]) bytes[at] = 9
  image.restore(bytes.buffer)
  expect(Buffer.compare(bytes, before)).toBe(0)
  bytes.fill(255)
  image.restore(bytes.buffer)
  expect(Buffer.compare(bytes, before)).toBe(0)
})
