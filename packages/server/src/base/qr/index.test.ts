import { decodeQR } from 'qr/decode.js'
import { expect, test } from 'vitest'
import { qrDataUrl, qrDrawing } from './index.ts'

/** What a reader sees: each square as ten by ten pixels. */
function pixelsOf({ size, path }: ReturnType<typeof qrDrawing>) {
  const [scale, width] = [10, size * 10]
  const data = new Uint8Array(width * width * 4).fill(255)
  for (const [, from, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H\1z/g))
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row += 1)
      for (let x = Number(from) * scale; x < (Number(from) + Number(length)) * scale; x += 1)
        data.fill(0, (row * width + x) * 4, (row * width + x) * 4 + 3)
  return { width, height: width, data }
}

test.each([
  'x',
  'otpauth://totp/Clinic:ada%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Klinik%20%C3%84',
])('a reader reads %s', (text) => {
  expect(decodeQR(pixelsOf(qrDrawing(text)))).toBe(text)
})

test('a data URL is an image that holds nothing but squares', () => {
  const url = qrDataUrl('a text with "quotes" & <marks>')
  const svg = Buffer.from(url.replace('data:image/svg+xml;base64,', ''), 'base64').toString()
  expect(svg).toMatch(/^<svg [^<>]+><rect [^<>]+\/><path d="[MhvHz0-9 ]+"\/><\/svg>$/)
})
