import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { copyJson, JsonRefused, parseJson, stringifyJson } from './json.ts'
import { isRawNumber, numberOf } from './raw-number.ts'

describe('parseJson and stringifyJson', () => {
  test.each([
    '1.10',
    '0.0',
    '-0',
    '1e2',
    '1E+2',
    '12345678901234567890',
    '0.1000000000000000055511151231257827',
    '1e400',
  ])('keep the number %s as it is written', (number) => {
    const text = `{"value":${number},"list":[${number},1]}`
    expect(stringifyJson(parseJson(text))).toBe(text)
  })

  test('leave a number that survives a plain number', () => {
    expect(parseJson('[1, 1.5, -3, 120]')).toEqual([1, 1.5, -3, 120])
  })

  test('do not take for numbers what stands in strings', () => {
    const text = '{"a":"1.10 \\"2.0\\" \\\\","b":"x"}'
    expect(parseJson(text)).toEqual({ a: '1.10 "2.0" \\', b: 'x' })
  })

  test('lose nothing of any JSON', () => {
    fc.assert(
      fc.property(fc.json({ depthSize: 'medium', noUnicodeString: false }), (text) => {
        fc.pre(!text.includes('__proto__'))
        expect(stringifyJson(parseJson(text))).toBe(withoutSpace(text))
      }),
    )
  })

  test('lose nothing of any decimal', () => {
    const decimal = fc.stringMatching(/^-?(?:0|[1-9]\d{0,25})(?:\.\d{1,25})?(?:[eE][+-]?\d{1,3})?$/)
    fc.assert(
      fc.property(fc.array(decimal), (numbers) => {
        const text = `{"value":[${numbers.join(',')}]}`
        expect(stringifyJson(parseJson(text))).toBe(text)
        expect(stringifyJson(copyJson(parseJson(text)))).toBe(text)
      }),
    )
  })
})

describe('parseJson refuses', () => {
  test.each<[what: string, text: string]>([
    ['nothing', ''],
    ['a text that ends early', '{"a":'],
    ['a string that does not end', '"abc'],
    ['a number with a leading zero', '[01]'],
    ['a trailing comma', '[1,]'],
    ['NaN', '[NaN]'],
    ['a repeated property', '{"id":"1","id":"2"}'],
    ['a property repeated by escaping', '{"id":"1","i\\u0064":"2"}'],
    ['a repeated property deep inside', '[{"a":[{"b":1,"b":1}]}]'],
    ['__proto__', '{"a":{"__proto__":{"admin":true}}}'],
    ['101 nested arrays', '['.repeat(101) + ']'.repeat(101)],
    ['a million nested arrays', '['.repeat(1_000_000)],
    ['a million nested objects', '{"a":'.repeat(1_000_000)],
  ])('%s', (_what, text) => {
    expect(() => parseJson(text)).toThrow(JsonRefused)
  })

  test('without quoting the text, which may be a patient’s', () => {
    for (const text of ['{"name":"Ada"', '{"name":Ada}', '[Ada]', 'Ada']) {
      expect(() => parseJson(text)).toThrow(expect.objectContaining({ message: expect.not.stringContaining('Ada') }))
    }
  })

  test('nothing that is 100 levels deep', () => {
    expect(() => parseJson('['.repeat(100) + ']'.repeat(100))).not.toThrow()
  })
})

describe('copyJson', () => {
  test('shares nothing that can change', () => {
    const original = parseJson('{"a":[{"b":1.10}]}') as { a: { b: unknown }[] }
    const copy = copyJson(original)
    copy.a.push({ b: 2 })
    expect(stringifyJson(original)).toBe('{"a":[{"b":1.10}]}')
  })

  test('keeps a property named __proto__ a property', () => {
    const copy: object = copyJson(JSON.parse('{"__proto__":{"admin":true}}') as object)
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype)
    expect(Object.keys(copy)).toEqual(['__proto__'])
  })
})

describe('numberOf', () => {
  test.each<[value: unknown, number: number | undefined]>([
    [1.5, 1.5],
    [parseJson('1.50'), 1.5],
    [parseJson('1e2'), 100],
    ['1.5', undefined],
    [{ rawJSON: '1.50' }, undefined],
    [null, undefined],
  ])('reads %o as %s', (value, number) => {
    expect(numberOf(value)).toBe(number)
  })

  test('an object that only looks like a raw number is none', () => {
    expect(isRawNumber(parseJson('{"rawJSON":"1.0"}'))).toBe(false)
  })
})

/** JSON text without white space between its tokens. */
function withoutSpace(text: string): string {
  return text.replaceAll(/("(?:[^"\\]|\\.)*")|\s+/g, '$1')
}
