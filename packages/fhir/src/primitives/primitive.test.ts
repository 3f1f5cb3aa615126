import { describe, expect, test } from 'vitest'
import { primitiveOf } from './primitive.ts'

describe('a primitive', () => {
  test.each<[type: string, valid: readonly unknown[], invalid: readonly unknown[]]>([
    ['boolean', [true, false], ['true', 0, null]],
    ['integer', [0, -1, 2_147_483_647, -2_147_483_648], [0.5, 2_147_483_648, '1', Number.NaN]],
    ['unsignedInt', [0, 1], [-1, 0.1]],
    ['positiveInt', [1, 2_147_483_647], [0, -1]],
    ['decimal', [0, -1.5, 1e20], ['1', Number.NaN, Number.POSITIVE_INFINITY]],
    ['string', ['a', ' ', 'tab\tline\nreturn\r', 'Grüße 🌳', '\u00a0'], ['', '\u0000', 'a\u0007', '\udc00', 1]],
    ['markdown', ['**a**'], ['']],
    ['uri', ['http://a', 'urn:oid:1.2', '#x', 'a'], ['', 'a b', 'a\n', '\u0001']],
    ['url', ['http://a'], ['']],
    ['canonical', ['http://a|1.0#x'], ['http://a |1']],
    ['code', ['a', 'a b', '1.2+x'], ['', ' a', 'a ', 'a  b', 'a\n']],
    ['id', ['a', 'A-1.b', 'x'.repeat(64)], ['', 'a_b', 'a/b', 'x'.repeat(65), 'ä']],
    ['oid', ['urn:oid:1.2.3', 'urn:oid:2.16.840'], ['1.2.3', 'urn:oid:3.1', 'urn:oid:1.02', 'urn:oid:1']],
    [
      'uuid',
      ['urn:uuid:c757873d-ec9a-4326-a141-556f43239520'],
      ['c757873d-ec9a-4326-a141-556f43239520', 'urn:uuid:c757873d'],
    ],
    ['base64Binary', ['SGVsbG8=', 'AA==', 'SGVs bG8='], ['', 'SGVsbG8', 'A===', 'SGVs*G8=', '=AAA']],
    ['date', ['2015', '2015-02', '2015-02-07'], ['15', '2015-02-29', '2015-2-7', '2015-02-07T00:00:00Z']],
    [
      'dateTime',
      ['2015', '2015-02-07T13:28:17-05:00', '2015-02-07T13:28:17.239+14:00'],
      ['2015-02-07T13:28Z', '2015-02-07T13:28:17', '2015-02-30T13:28:17Z'],
    ],
    ['instant', ['2015-02-07T13:28:17.239+02:00', '2017-01-01T00:00:00Z'], ['2015-02-07', '2015-02-29T13:28:17Z']],
    ['time', ['13:28:17', '13:28:17.5', '23:59:60'], ['24:00:00', '13:28', '13:28:17Z']],
    [
      'xhtml',
      ['<div xmlns="http://www.w3.org/1999/xhtml">a</div>', '<div/>', ' <div>a</div>\n'],
      ['', 'a', '<divx>a</divx>', '<div>'],
    ],
  ])('%s accepts what R4 says and no more', (type, valid, invalid) => {
    const primitive = primitiveOf(type)
    expect(valid.filter((value) => primitive?.accepts(value) !== true)).toEqual([])
    expect(invalid.filter((value) => primitive?.accepts(value) !== false)).toEqual([])
  })

  test('answers long hostile texts at once', () => {
    const texts = [
      'A'.repeat(5_000_000),
      `${'AAAA '.repeat(1_000_000)}!`,
      `urn:oid:1${'.1'.repeat(2_000_000)}!`,
      `${'a b '.repeat(1_000_000)} `,
      `<div>${'</div '.repeat(500_000)}`,
    ]
    const started = performance.now()
    for (const type of ['base64Binary', 'oid', 'code', 'uri', 'xhtml', 'dateTime', 'id', 'uuid', 'string']) {
      for (const text of texts) primitiveOf(type)?.accepts(text)
    }
    // Linear work takes a fraction of a second; backtracking would take hours.
    expect(performance.now() - started).toBeLessThan(20_000)
  })
})
