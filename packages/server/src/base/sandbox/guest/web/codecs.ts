/** Base64 and the encodings of text, as the web has them. */
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

export function btoa(text: string): string {
  let out = ''
  for (let at = 0; at < text.length; at += 3) {
    const [a, b, c] = [text.charCodeAt(at), text.charCodeAt(at + 1), text.charCodeAt(at + 2)]
    if (a > 255 || b > 255 || c > 255) throw new Error('btoa takes characters up to 255: encode the text first.')
    const bits = (a << 16) | ((b || 0) << 8) | (c || 0)
    out += `${DIGITS[bits >> 18]}${DIGITS[(bits >> 12) & 63]}`
    out += `${Number.isNaN(b) ? '=' : DIGITS[(bits >> 6) & 63]}${Number.isNaN(c) ? '=' : DIGITS[bits & 63]}`
  }
  return out
}

const VALUES = new Map(Array.from(DIGITS, (digit, value) => [digit, value]))

export function atob(given: string): string {
  const whole = given.replaceAll(/[\t\n\f\r ]/g, '')
  const text = whole.length % 4 === 0 ? whole.replace(/={1,2}$/, '') : whole
  if (text.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(text)) throw new Error('atob: the text is no base64.')
  let out = ''
  for (let at = 0; at < text.length; at += 4) {
    let bits = 0
    for (let i = 0; i < 4; i += 1) bits = (bits << 6) | (VALUES.get(text[at + i] ?? 'A') ?? 0)
    const bytes = Math.min(3, Math.floor(((text.length - at) * 6) / 8))
    out += String.fromCharCode(bits >> 16, (bits >> 8) & 255, bits & 255).slice(0, bytes)
  }
  return out
}

export class TextEncoder {
  readonly encoding = 'utf-8'

  encode(text = ''): Uint8Array {
    const bytes = new Uint8Array(text.length * 3)
    let length = 0
    for (let at = 0; at < text.length; at += 1) {
      let point = text.codePointAt(at) ?? 0
      if (point > 0xffff) at += 1
      // Half of a pair alone is no character.
      if (point >= 0xd800 && point <= 0xdfff) point = 0xfffd
      length = put(bytes, length, point)
    }
    return bytes.slice(0, length)
  }
}

function put(bytes: Uint8Array, from: number, point: number): number {
  let at = from
  if (point < 0x80) bytes[at++] = point
  else {
    if (point < 0x800) bytes[at++] = 0xc0 | (point >> 6)
    else {
      if (point < 0x10000) bytes[at++] = 0xe0 | (point >> 12)
      else {
        bytes[at++] = 0xf0 | (point >> 18)
        bytes[at++] = 0x80 | ((point >> 12) & 63)
      }
      bytes[at++] = 0x80 | ((point >> 6) & 63)
    }
    bytes[at++] = 0x80 | (point & 63)
  }
  return at
}

interface DecoderOptions {
  readonly fatal?: boolean
  readonly ignoreBOM?: boolean
}

export class TextDecoder {
  readonly encoding: string
  readonly fatal: boolean
  readonly ignoreBOM: boolean

  constructor(label = 'utf-8', { fatal = false, ignoreBOM = false }: DecoderOptions = {}) {
    const name = label.trim().toLowerCase()
    if (!['utf-8', 'utf8', 'utf-16le', 'utf-16'].includes(name))
      throw new RangeError(`TextDecoder reads UTF-8 and UTF-16LE in a Bot, not ${label}.`)
    this.encoding = name.startsWith('utf-16') ? 'utf-16le' : 'utf-8'
    this.fatal = fatal
    this.ignoreBOM = ignoreBOM
  }

  decode(input?: ArrayBuffer | ArrayBufferView): string {
    if (input === undefined) return ''
    const bytes =
      input instanceof ArrayBuffer
        ? new Uint8Array(input)
        : new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
    const text = this.encoding === 'utf-8' ? utf8(bytes, this.fatal) : utf16(bytes)
    return !this.ignoreBOM && text.startsWith('\ufeff') ? text.slice(1) : text
  }
}

/** By the table of the Unicode standard: no longer form than needed, no halves of pairs, nothing beyond the last plane. */
function utf8(bytes: Uint8Array, isFatal: boolean): string {
  let text = ''
  let points: number[] = []
  for (let at = 0; at < bytes.length; ) {
    const [length, point] = sequence(bytes, at)
    if (point === undefined && isFatal) throw new TypeError('The bytes are not UTF-8.')
    points.push(point ?? 0xfffd)
    at += length
    if (points.length >= 4_096) {
      text += String.fromCodePoint(...points)
      points = []
    }
  }
  return text + String.fromCodePoint(...points)
}

/** How many bytes are read, and the character; without one, these bytes are replaced. */
function sequence(bytes: Uint8Array, at: number): readonly [number, number | undefined] {
  const first = bytes[at] ?? 0
  if (first < 0x80) return [1, first]
  const more =
    first >= 0xc2 && first <= 0xdf ? 1 : first >= 0xe0 && first <= 0xef ? 2 : first >= 0xf0 && first <= 0xf4 ? 3 : 0
  if (more === 0) return [1, undefined]
  let point = first & (0x3f >> more)
  for (let i = 1; i <= more; i += 1) {
    const next = bytes[at + i] ?? 0
    const [least, most] = i === 1 ? secondOf(first) : [0x80, 0xbf]
    if (next < least || next > most) return [i, undefined]
    point = (point << 6) | (next & 63)
  }
  return [more + 1, point]
}

function secondOf(first: number): readonly [number, number] {
  if (first === 0xe0) return [0xa0, 0xbf]
  if (first === 0xed) return [0x80, 0x9f]
  if (first === 0xf0) return [0x90, 0xbf]
  return first === 0xf4 ? [0x80, 0x8f] : [0x80, 0xbf]
}

function utf16(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at + 1 < bytes.length; at += 2)
    text += String.fromCharCode((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8))
  return text
}
