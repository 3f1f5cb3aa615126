import { describe, expect, test } from 'vitest'
import { type Encoding, encodingOf, readings, textOf } from '../src/views/people/encodings.ts'

const ROWS = 'firstName,lastName\nJosé,Núñez\nليلى,حداد\nĀnā,Ķ\n'
const wide = (text: string, isBig: boolean): Uint8Array => {
  const bytes = new Uint8Array(text.length * 2)
  for (let at = 0; at < text.length; at += 1) new DataView(bytes.buffer).setUint16(at * 2, text.charCodeAt(at), !isBig)
  return bytes
}
const ascii = (text: string): readonly number[] => [...new TextEncoder().encode(text)]

describe('the encoding of a file', () => {
  const known: readonly (readonly [string, Uint8Array, Encoding])[] = [
    ['UTF-8', new TextEncoder().encode(ROWS), 'utf-8'],
    ['UTF-8 with its mark', new TextEncoder().encode(`\uFEFF${ROWS}`), 'utf-8'],
    ['UTF-16 with its mark', wide(`\uFEFF${ROWS}`, false), 'utf-16le'],
    ['UTF-16 the other way round, with its mark', wide(`\uFEFF${ROWS}`, true), 'utf-16be'],
    ['UTF-16 without a mark', wide(ROWS, false), 'utf-16le'],
    ['UTF-16 the other way round, without a mark', wide(ROWS, true), 'utf-16be'],
  ]
  test.each(known)('is found of %s, and the mark is no part of the first title', (_name, bytes, encoding) => {
    expect(encodingOf(bytes)).toBe(encoding)
    expect(textOf(bytes, encoding)).toBe(ROWS)
  })

  const unknown: readonly (readonly [string, Uint8Array])[] = [
    ['bytes that are not UTF-8', Uint8Array.of(0x4d, 0xfc, 0x6c, 0x6c, 0x65, 0x72)],
    ['UTF-16 that is cut in the middle of a letter', wide(`\uFEFF${ROWS}`, false).slice(0, -1)],
    ['zeros in either place', Uint8Array.of(0, 0, 0x41, 0, 0, 0x42, 0xff)],
  ]
  test.each(unknown)('is for the person to say of %s', (_name, bytes) => {
    expect(encodingOf(bytes)).toBe(undefined)
  })

  test('is refused where the bytes are not of it, not read wrong', () => {
    expect(() => textOf(Uint8Array.of(0x4d, 0xfc), 'utf-8')).toThrow(TypeError)
  })

  test('is seen by the names: the lines that tell encodings apart are shown in each', () => {
    const layla = Uint8Array.from([
      ...ascii('firstName,lastName\nAda,Byron\n'),
      0xe1,
      0xed,
      0xe1,
      0xec,
      ...ascii(',N\n'),
    ])
    const shown = Object.fromEntries(readings(layla).map(({ encoding, sample }) => [encoding, sample]))
    expect(shown['windows-1256']).toBe('ليلى,N')
    expect(shown['windows-1252']).toBe('áíáì,N')
    const euro = Uint8Array.from([...ascii('x\n'), 0xa4, ...ascii('\n')])
    expect(readings(euro).find(({ encoding }) => encoding === 'iso-8859-15')?.sample).toBe('€')
    // An odd number of bytes is no UTF-16.
    expect(readings(Uint8Array.of(0xfc, 0x41, 0x42)).map(({ encoding }) => encoding)).toEqual([
      'windows-1252',
      'windows-1256',
      'iso-8859-15',
    ])
  })
})
