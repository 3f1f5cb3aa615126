import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Pair, splitQuery } from './query.ts'

describe('splitQuery', () => {
  test.each<[query: string, pairs: readonly Pair[]]>([
    ['', []],
    ['?', []],
    ['&&', []],
    ['a=1', [{ name: 'a', values: [{ parts: ['1'] }] }]],
    [
      '?a=1&b=2',
      [
        { name: 'a', values: [{ parts: ['1'] }] },
        { name: 'b', values: [{ parts: ['2'] }] },
      ],
    ],
    [
      'a=1&a=2',
      [
        { name: 'a', values: [{ parts: ['1'] }] },
        { name: 'a', values: [{ parts: ['2'] }] },
      ],
    ],
    ['a=1,2', [{ name: 'a', values: [{ parts: ['1'] }, { parts: ['2'] }] }]],
    ['a=s|c', [{ name: 'a', values: [{ parts: ['s', 'c'] }] }]],
    ['a=|c,s|', [{ name: 'a', values: [{ parts: ['', 'c'] }, { parts: ['s', ''] }] }]],
    ['a=x\\,y\\|z\\$\\\\', [{ name: 'a', values: [{ parts: ['x,y|z$\\'] }] }]],
    ['a=x\\y\\', [{ name: 'a', values: [{ parts: ['x\\y\\'] }] }]],
    ['a:not=1', [{ name: 'a', modifier: 'not', values: [{ parts: ['1'] }] }]],
    ['a:Patient.b:c=1', [{ name: 'a', modifier: 'Patient.b:c', values: [{ parts: ['1'] }] }]],
    ['a', [{ name: 'a', values: [{ parts: [''] }] }]],
    ['a=', [{ name: 'a', values: [{ parts: [''] }] }]],
    ['=1', [{ name: '', values: [{ parts: ['1'] }] }]],
    ['a=b=c', [{ name: 'a', values: [{ parts: ['b=c'] }] }]],
    ['a=x+y%20z', [{ name: 'a', values: [{ parts: ['x y z'] }] }]],
    ['a%3Anot=%C3%A9', [{ name: 'a', modifier: 'not', values: [{ parts: ['é'] }] }]],
    ['a=s%7Cc%2Cd', [{ name: 'a', values: [{ parts: ['s', 'c'] }, { parts: ['d'] }] }]],
    ['a=%F0%9F%8C%B3', [{ name: 'a', values: [{ parts: ['🌳'] }] }]],
  ])('splits %s', (query, pairs) => {
    expect(splitQuery(query)).toEqual(pairs)
  })

  test.each(['%patient', '%patient.id', '%facility', '%ab', '%de%fa', '100%', '%', '%zz', '%C3', '%ff%fe'])(
    'leaves %s as it is, since it encodes nothing',
    (text) => {
      expect(splitQuery(`a=${text}`)).toEqual([{ name: 'a', values: [{ parts: [text] }] }])
    },
  )

  test('takes pairs that are decoded already', () => {
    expect(splitQuery(new URLSearchParams('a:not=1%2C2&b=%2541'))).toEqual([
      { name: 'a', modifier: 'not', values: [{ parts: ['1'] }, { parts: ['2'] }] },
      { name: 'b', values: [{ parts: ['%41'] }] },
    ])
  })

  test('gives back any text that is escaped and encoded as one value of one part', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (system, code) => {
        const text = [system, code].map((part) => part.replaceAll(/[\\,|$]/g, '\\$&')).join('|')
        expect(splitQuery(`a=${encodeURIComponent(text)}`)).toEqual([
          { name: 'a', values: [{ parts: [system, code] }] },
        ])
      }),
    )
  })

  test('decodes what the platform encodes', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }))), (pairs) => {
        const query = new URLSearchParams(pairs).toString()
        expect(splitQuery(query)).toEqual(splitQuery(pairs))
      }),
    )
  })
})
