/** Owns: QR codes as drawings. Does not own: what they say. */
import { encodeQR } from 'qr'

/** The quiet zone that readers need (ISO/IEC 18004 §6.3.8). */
const BORDER = 4
const SIZE = 240

/** A QR code: one path of squares in a drawing that is `size` squares wide and high. */
export interface QrDrawing {
  readonly size: number
  readonly path: string
}

export function qrDrawing(text: string): QrDrawing {
  const rows = encodeQR(text, 'raw', { border: BORDER, ecc: 'medium' })
  return { size: rows.length, path: rows.map(rowPath).join('') }
}

/** The dark squares of a row, those beside each other as one. */
function rowPath(row: readonly boolean[], y: number): string {
  let path = ''
  for (let x = 0; x < row.length; x += 1) {
    if (row[x] !== true) continue
    const from = x
    while (row[x + 1] === true) x += 1
    path += `M${from} ${y}h${x - from + 1}v1H${from}z`
  }
  return path
}

/** A QR code as an image in a data URL, dark on white whatever is behind it. */
export function qrDataUrl(text: string): string {
  const { size, path } = qrDrawing(text)
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE}" height="${SIZE}" viewBox="0 0 ${size} ${size}" ` +
    `shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${path}"/></svg>`
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`
}
