/** The part of Node's Buffer that Bots use: to read and write texts, base64 and hex. */
import { atob, btoa, TextDecoder, TextEncoder } from './codecs.ts'

type Encoding = string | undefined

export class Buffer extends Uint8Array {
  static override from(value: unknown, encoding?: unknown): Buffer {
    if (typeof value === 'string') return wrap(decoded(value, encoding as Encoding))
    if (value instanceof ArrayBuffer) return wrap(new Uint8Array(value))
    return wrap(Uint8Array.from(value as ArrayLike<number>))
  }

  static alloc(size: number, fill = 0): Buffer {
    return new Buffer(size).fill(fill)
  }

  static concat(parts: readonly Uint8Array[]): Buffer {
    const whole = new Buffer(parts.reduce((sum, part) => sum + part.length, 0))
    let at = 0
    for (const part of parts) {
      whole.set(part, at)
      at += part.length
    }
    return whole
  }

  static isBuffer(value: unknown): boolean {
    return value instanceof Buffer
  }

  static byteLength(value: string | ArrayBufferView, encoding?: Encoding): number {
    return typeof value === 'string' ? decoded(value, encoding).length : value.byteLength
  }

  override toString(encoding?: Encoding, start = 0, end = this.length): string {
    const bytes = this.subarray(start, end)
    switch (normal(encoding)) {
      case 'utf8':
        return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
      case 'hex':
        return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
      case 'base64':
        return btoa(latin1(bytes))
      case 'base64url':
        return btoa(latin1(bytes)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
      default:
        return latin1(bytes)
    }
  }

  equals(other: Uint8Array): boolean {
    return this.length === other.length && this.every((byte, at) => byte === other[at])
  }

  toJSON(): { readonly type: 'Buffer'; readonly data: number[] } {
    return { type: 'Buffer', data: [...this] }
  }
}

function wrap(bytes: Uint8Array): Buffer {
  return new Buffer(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength)
}

function normal(encoding: Encoding): 'utf8' | 'hex' | 'base64' | 'base64url' | 'latin1' {
  const name = (encoding ?? 'utf8').toLowerCase().replace('utf-8', 'utf8')
  if (name === 'utf8' || name === 'hex' || name === 'base64' || name === 'base64url') return name
  if (name === 'latin1' || name === 'binary' || name === 'ascii') return 'latin1'
  throw new TypeError(`Buffer knows utf8, hex, base64, base64url and latin1 in a Bot, not ${encoding}.`)
}

function decoded(text: string, encoding: Encoding): Uint8Array {
  switch (normal(encoding)) {
    case 'utf8':
      return new TextEncoder().encode(text)
    case 'hex':
      return Uint8Array.from(text.match(/[0-9a-f]{2}/gi) ?? [], (byte) => Number.parseInt(byte, 16))
    case 'base64':
    case 'base64url': {
      const plain = text
        .replaceAll('-', '+')
        .replaceAll('_', '/')
        .replaceAll(/[^A-Za-z0-9+/]/g, '')
      return Uint8Array.from(atob(plain), (char) => char.charCodeAt(0))
    }
    default:
      return Uint8Array.from(text, (char) => char.charCodeAt(0))
  }
}

function latin1(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192))
  return text
}
