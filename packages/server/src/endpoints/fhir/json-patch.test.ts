import { parseJson, stringifyJson } from '@damson/fhir'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyPatch, readOperation } from './json-patch.ts'

/** Applies operations as they were sent, or tells why one was not. */
function patched(document: unknown, ...sent: readonly object[]): unknown {
  const operations = sent.map(readOperation).filter((operation) => operation !== undefined)
  expect(operations).toHaveLength(sent.length)
  const result = applyPatch(document, operations)
  return result.ok ? result.value : result.refusal
}

describe('a JSON Patch', () => {
  // The examples of RFC 6902, appendix A.
  test.each<[what: string, document: unknown, patch: object[], result: unknown]>([
    ['adds a member', { foo: 'bar' }, [{ op: 'add', path: '/baz', value: 'qux' }], { baz: 'qux', foo: 'bar' }],
    [
      'adds an element',
      { foo: ['bar', 'baz'] },
      [{ op: 'add', path: '/foo/1', value: 'qux' }],
      { foo: ['bar', 'qux', 'baz'] },
    ],
    ['removes a member', { baz: 'qux', foo: 'bar' }, [{ op: 'remove', path: '/baz' }], { foo: 'bar' }],
    ['removes an element', { foo: ['bar', 'qux', 'baz'] }, [{ op: 'remove', path: '/foo/1' }], { foo: ['bar', 'baz'] }],
    [
      'replaces a value',
      { baz: 'qux', foo: 'bar' },
      [{ op: 'replace', path: '/baz', value: 'boo' }],
      { baz: 'boo', foo: 'bar' },
    ],
    [
      'moves a value',
      { foo: { bar: 'baz', waldo: 'fred' }, qux: { corge: 'grault' } },
      [{ op: 'move', from: '/foo/waldo', path: '/qux/thud' }],
      { foo: { bar: 'baz' }, qux: { corge: 'grault', thud: 'fred' } },
    ],
    [
      'moves an element',
      { foo: ['all', 'grass', 'cows', 'eat'] },
      [{ op: 'move', from: '/foo/1', path: '/foo/3' }],
      { foo: ['all', 'cows', 'eat', 'grass'] },
    ],
    [
      'adds a nested member',
      { foo: 'bar' },
      [{ op: 'add', path: '/child', value: { grandchild: {} } }],
      { foo: 'bar', child: { grandchild: {} } },
    ],
    [
      'ignores members that it does not know',
      { foo: 'bar' },
      [{ op: 'add', path: '/baz', value: 'qux', xyz: 123 }],
      { foo: 'bar', baz: 'qux' },
    ],
    [
      'undoes the escapes of a path',
      { '/': 9, '~1': 10 },
      [{ op: 'test', path: '/~01', value: 10 }],
      { '/': 9, '~1': 10 },
    ],
    [
      'adds an array to an array',
      { foo: ['bar'] },
      [{ op: 'add', path: '/foo/-', value: ['abc', 'def'] }],
      { foo: ['bar', ['abc', 'def']] },
    ],
    // And what the text says besides.
    ['replaces the whole document', { a: 1 }, [{ op: 'replace', path: '', value: [1] }], [1]],
    ['adds over the whole document', { a: 1 }, [{ op: 'add', path: '', value: 2 }], 2],
    [
      'copies',
      { a: { b: 1 } },
      [
        { op: 'copy', from: '/a', path: '/c' },
        { op: 'replace', path: '/c/b', value: 2 },
      ],
      { a: { b: 1 }, c: { b: 2 } },
    ],
    ['moves to where it is', { a: 1 }, [{ op: 'move', from: '/a', path: '/a' }], { a: 1 }],
    ['replaces with null', { a: 1 }, [{ op: 'replace', path: '/a', value: null }], { a: null }],
    ['tests null', { a: null }, [{ op: 'test', path: '/a', value: null }], { a: null }],
    [
      'tests without regard to the order of members',
      { a: { b: 1, c: [1, 2] } },
      [{ op: 'test', path: '/a', value: { c: [1, 2], b: 1 } }],
      { a: { b: 1, c: [1, 2] } },
    ],
    ['appends at the length', { a: [1] }, [{ op: 'add', path: '/a/1', value: 2 }], { a: [1, 2] }],
    ['does nothing', { a: 1 }, [], { a: 1 }],
  ])('%s', (_what, document, patch, result) => {
    const before = structuredClone(document)
    expect(patched(document, ...patch)).toEqual(result)
    expect(document).toEqual(before)
  })

  test.each<[what: string, document: unknown, operation: object, why: string]>([
    ['adds into what is not there', { foo: 'bar' }, { op: 'add', path: '/baz/bat', value: 'qux' }, 'nothing_there'],
    ['adds into a text', { foo: 'bar' }, { op: 'add', path: '/foo/x', value: 1 }, 'nothing_there'],
    ['adds into a number', parseJson('{"foo":1.10}'), { op: 'add', path: '/foo/x', value: 1 }, 'nothing_there'],
    ['adds beyond the end', { a: [1] }, { op: 'add', path: '/a/2', value: 1 }, 'nothing_there'],
    ['copies beyond the end', { a: [1], b: 2 }, { op: 'copy', from: '/b', path: '/a/7' }, 'nothing_there'],
    ['moves beyond the end', { a: [1], b: 2 }, { op: 'move', from: '/b', path: '/a/7' }, 'nothing_there'],
    ['adds at an index with a leading zero', { a: [1, 2] }, { op: 'add', path: '/a/01', value: 1 }, 'nothing_there'],
    ['adds at a negative index', { a: [1] }, { op: 'add', path: '/a/-1', value: 1 }, 'nothing_there'],
    ['adds at an index that only begins as one', { a: [1] }, { op: 'add', path: '/a/1x', value: 1 }, 'nothing_there'],
    ['replaces what is not there', {}, { op: 'replace', path: '/a', value: 1 }, 'nothing_there'],
    [
      'replaces the length of an array',
      { a: [1] },
      { op: 'replace', path: '/a/length', value: 4_294_967_295 },
      'nothing_there',
    ],
    ['replaces at the end', { a: [1] }, { op: 'replace', path: '/a/-', value: 1 }, 'nothing_there'],
    ['removes what is not there', {}, { op: 'remove', path: '/a' }, 'nothing_there'],
    ['removes the end', { a: [1] }, { op: 'remove', path: '/a/-' }, 'nothing_there'],
    ['removes the document', { a: 1 }, { op: 'remove', path: '' }, 'nothing_there'],
    ['removes what every object has', {}, { op: 'remove', path: '/toString' }, 'nothing_there'],
    ['copies what every object has', {}, { op: 'copy', from: '/constructor', path: '/a' }, 'nothing_there'],
    ['moves a value into itself', { a: { b: 1 } }, { op: 'move', from: '/a', path: '/a/b' }, 'into_itself'],
    ['moves the document into itself', { a: { b: 1 } }, { op: 'move', from: '', path: '/a' }, 'into_itself'],
    ['tests for another value', { a: 1 }, { op: 'test', path: '/a', value: 2 }, 'test_failed'],
    ['tests for another type', { a: 1 }, { op: 'test', path: '/a', value: '1' }, 'test_failed'],
    ['tests an array for an object', { a: [] }, { op: 'test', path: '/a', value: {} }, 'test_failed'],
    ['tests for more', { a: [1] }, { op: 'test', path: '/a', value: [1, 2] }, 'test_failed'],
    ['tests for other members', { a: { b: 1 } }, { op: 'test', path: '/a', value: { c: 1 } }, 'test_failed'],
    ['tests what is not there', {}, { op: 'test', path: '/a', value: null }, 'nothing_there'],
  ])('is not applied where it %s', (_what, document, operation, why) => {
    expect(patched(document, operation)).toEqual({ index: 0, why })
  })

  test('tells which operation failed, counted from 0', () => {
    const [good, bad] = [
      { op: 'add', path: '/a', value: 1 },
      { op: 'remove', path: '/b' },
    ]
    expect(patched({}, good, good, bad, good)).toEqual({ index: 2, why: 'nothing_there' })
  })

  test('compares numbers by their value and copies them as they are written', () => {
    const document = parseJson('{"a":1.10,"b":[1e2]}')
    const done = patched(
      document,
      { op: 'test', path: '/a', value: 1.1 },
      { op: 'test', path: '/b', value: [100] },
      { op: 'copy', from: '/a', path: '/c' },
    )
    expect(stringifyJson(done)).toBe('{"a":1.10,"b":[1e2],"c":1.10}')
    expect(patched(document, { op: 'test', path: '/a', value: 1.11 })).toEqual({ index: 0, why: 'test_failed' })
  })

  test.each<[what: string, sent: unknown]>([
    ['nothing', undefined],
    ['a text', 'add'],
    ['an array', []],
    ['no op', { path: '/a', value: 1 }],
    ['no path', { op: 'add', value: 1 }],
    ['an unknown op', { op: 'append', path: '/a', value: 1 }],
    ['an op in capitals', { op: 'ADD', path: '/a', value: 1 }],
    ['no value', { op: 'add', path: '/a' }],
    ['no value to test', { op: 'test', path: '/a' }],
    ['no from', { op: 'move', path: '/a' }],
    ['a path without a slash', { op: 'remove', path: 'a' }],
    ['a path that is no text', { op: 'remove', path: ['a'] }],
    ['a broken escape', { op: 'remove', path: '/a~2' }],
    ['an unfinished escape', { op: 'remove', path: '/a~' }],
    ['__proto__', { op: 'add', path: '/__proto__/x', value: 1 }],
    ['__proto__ deep inside', { op: 'add', path: '/a/__proto__', value: 1 }],
    ['__proto__ to copy from', { op: 'copy', from: '/__proto__', path: '/a' }],
    ['a path of 101 names', { op: 'remove', path: '/a'.repeat(101) }],
  ])('is malformed with %s', (_what, sent) => {
    expect(readOperation(sent)).toBeUndefined()
  })

  test('does not fill the memory by copying copies', () => {
    const began = performance.now()
    const double = Array.from({ length: 400 }, () => ({ op: 'copy', from: '/a', path: '/a/-' }))
    expect(patched({ a: ['x'.repeat(100)] }, ...double)).toMatchObject({ why: 'too_much' })
    const nest = Array.from({ length: 400 }, () => ({ op: 'copy', from: '', path: '/a' }))
    expect(patched({ a: 1 }, ...nest)).toMatchObject({ why: 'too_much' })
    const swing = Array.from({ length: 500 }, (_, n) => ({
      op: 'move',
      from: n % 2 ? '/b' : '/a',
      path: n % 2 ? '/a' : '/b',
    }))
    expect(patched({ a: 'x'.repeat(500_000) }, ...swing)).toMatchObject({ why: 'too_much' })
    expect(performance.now() - began).toBeLessThan(2_000)
  })

  test('makes nothing deeper than what is read', () => {
    const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) })
    expect(patched({}, { op: 'add', path: '/a', value: deep(99) })).toEqual({ a: deep(99) })
    expect(patched({}, { op: 'add', path: '/a', value: deep(100) })).toEqual({ index: 0, why: 'too_much' })
    expect(patched({ a: deep(99) }, { op: 'copy', from: '/a', path: '/a/a/b' })).toEqual({ index: 0, why: 'too_much' })
    expect(patched({ a: [1] }, { op: 'replace', path: '/a/0', value: deep(99) })).toEqual({ index: 0, why: 'too_much' })
  })

  test('puts back what it took out, whatever the document and the place', () => {
    const document = fc
      .dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { minKeys: 1 })
      .filter((made) => !Object.hasOwn(made, '__proto__'))
    fc.assert(
      fc.property(document, fc.nat(), (made, at) => {
        const plain = JSON.parse(JSON.stringify(made)) as Record<string, unknown>
        fc.pre(!JSON.stringify(plain).includes('__proto__'))
        const names = Object.keys(plain)
        const name = names[at % names.length] ?? ''
        const path = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
        const there = [
          { op: 'test', path, value: plain[name] },
          { op: 'copy', from: path, path: '/ aside' },
          { op: 'remove', path },
        ]
        const back = [
          { op: 'move', from: '/ aside', path },
          { op: 'test', path, value: plain[name] },
        ]
        expect(patched(plain, ...there, ...back)).toEqual(plain)
      }),
    )
  })
})
