import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalWriter } from './canonical.ts'

/** The same scheme for any value, member by member: a writer of known members must agree with it to the byte. */
function canonicalJson(value: object): string {
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${JSON.stringify(member)}`)
  return `{${members.join(',')}}`
}

interface Sample {
  readonly b?: string | undefined
  readonly a?: string | undefined
  readonly aB?: string | undefined
  readonly ab?: number | undefined
  readonly z?: number | undefined
}

const { text, around } = canonicalWriter<Sample>({ b: true, a: true, aB: true, ab: true, z: true })

const member = fc.option(fc.string({ unit: 'binary' }), { nil: undefined })
const count = fc.option(fc.oneof(fc.integer(), fc.double({ noDefaultInfinity: true, noNaN: true })), { nil: undefined })
const samples = fc.record({ b: member, a: member, aB: member, ab: count, z: count }, { requiredKeys: [] })

test('members are sorted by code units, and nothing else is changed', () => {
  expect(text({ z: 1e21, b: '"\u20ac\n', ab: -0, a: '\ud83d\ude00', aB: undefined })).toBe(
    '{"a":"\ud83d\ude00","ab":0,"b":"\\"\u20ac\\n","z":1e+21}',
  )
  expect(text({})).toBe('{}')
  fc.assert(
    fc.property(samples, (sample) => {
      expect(text(sample)).toBe(canonicalJson(sample))
      expect(text(Object.fromEntries(Object.entries(sample).reverse()))).toBe(canonicalJson(sample))
    }),
  )
})

test('in parts, what is put between them by their names makes the same text', () => {
  fc.assert(
    fc.property(samples, fc.string(), (sample, a) => {
      const [before = '', between = '', after = '', ...more] = around({ ...sample, a }, 'ab', 'z')
      const put = (name: 'ab' | 'z') => (sample[name] === undefined ? '' : `,"${name}":${JSON.stringify(sample[name])}`)
      expect(more).toEqual([])
      expect(before + put('ab') + between + put('z') + after).toBe(canonicalJson({ ...sample, a }))
    }),
  )
})
