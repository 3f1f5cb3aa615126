import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareUris } from './compare-uris.ts'

const REGISTERED = 'https://app.example.org:8443/oauth/call%2Fback?tenant=a&mode=b'

test.each([
  [['https://a.example/cb'], 'https://a.example/cb/', 'by a trailing slash that was added'],
  [['https://a.example/cb/'], 'https://a.example/cb', 'by a trailing slash that was left out'],
  [['https://a.example'], 'https://a.example/', 'by a trailing slash that was added'],
  [['http://localhost:3000/cb'], 'http://localhost:3001/cb', 'in its port (3001 instead of 3000)'],
  [['https://a.example/cb'], 'https://a.example:443/cb', 'in its port (443 instead of none)'],
  [['https://a.example:8443/cb'], 'https://a.example/cb', 'in its port (none instead of 8443)'],
  [['https://a.example/cb'], 'http://a.example/cb', 'in its scheme (http instead of https)'],
  [['https://a.example/cb'], 'HTTPS://a.example/cb', 'in the case of its scheme, which is written in small letters'],
  [['https://a.example/cb'], 'https://A.example/cb', 'in the case of its host: one of the two has capital letters'],
  [['https://a.example/cb'], 'https://www.a.example/cb', 'in its host, which has www. in front'],
  [['http://127.0.0.1/cb'], 'http://localhost/cb', 'in its host (localhost instead of 127.0.0.1)'],
  [['https://a.example/cb'], 'https://b.example/cb', 'in its host, which should be a.example'],
  [['https://a.example/cb'], 'https://a.example/CB', 'in the case of its path: capital and small letters count'],
  [['https://a.example/cb'], 'https://a.example//cb', 'by a doubled slash in its path'],
  [['https://a.example/a b'], 'https://a.example/a%20b', 'in how its path is percent-encoded'],
  [['https://a.example/cb'], 'https://a.example/cb/next', 'in its path, which goes on after /cb'],
  [['https://a.example/cb'], 'https://a.example/other', 'in its path, which should be /cb'],
  [['https://a.example/cb'], 'https://a.example/cb?x=1', 'by a query that was added'],
  [['https://a.example/cb?x=1'], 'https://a.example/cb', 'by a query that was left out'],
  [['https://a.example/cb?x=1&y=2'], 'https://a.example/cb?y=2&x=1', 'in the order of its query'],
  [['https://a.example/cb'], 'https://a.example/cb#', 'by a fragment (#…), which no such address may have'],
  [['https://a.example/cb'], 'https://me@a.example/cb', 'by a user name before its host'],
  [['https://a.example/cb'], ' https://a.example/cb', 'by white space around it'],
  [['https://a.example/cb'], '"https://a.example/cb"', 'by quotes around it'],
  [['https://a.example/cb'], 'https%3A%2F%2Fa.example%2Fcb', 'in its encoding: it is percent-encoded once too often'],
  [['https://a.example/cb'], '//a.example/cb', 'in that it is not absolute: it begins without a scheme'],
  [
    ['https://a.example/cb'],
    'http://a.example/cb/',
    'in its scheme (http instead of https) and by a trailing slash that was added',
  ],
  [['https://a.example/cb'], 'org.other:/elsewhere#x', 'in most of its parts'],
  [[], 'https://a.example/cb', 'in most of its parts'],
])('%j against %s differs %s', (registered, given, words) => {
  expect(compareUris(registered, given)?.words).toBe(words)
})

test('of several the one that resembles it most is compared', () => {
  const uris = ['https://b.example/x', 'https://a.example/cb', 'http://localhost/cb']
  expect(compareUris(uris, 'https://a.example/cb/')?.registered).toBe('https://a.example/cb')
})

describe('whatever is sent', () => {
  test('there is a difference exactly where it is not registered, and it is said', () => {
    fc.assert(
      fc.property(fc.array(fc.webUrl(), { maxLength: 4 }), fc.oneof(fc.webUrl(), fc.string()), (registered, given) => {
        const difference = compareUris(registered, given)
        expect(difference === undefined).toBe(registered.includes(given))
        expect(difference?.words ?? 'none').not.toBe('')
      }),
    )
  })

  test('a change of one part is told as a change of that part', () => {
    const changes: readonly (readonly [RegExp, (text: string) => string])[] = [
      [/scheme/, (text) => text.replace('https:', 'http:')],
      [/port/, (text) => text.replace(':8443', ':9000')],
      [/host/, (text) => text.replace('app.', 'apps.')],
      [/path/, (text) => text.replace('/oauth', '/auth')],
      [/query/, (text) => text.replace('mode=b', 'mode=c')],
      [/fragment/, (text) => `${text}#top`],
    ]
    fc.assert(
      fc.property(fc.subarray([...changes], { minLength: 1 }), (chosen) => {
        const given = chosen.reduce((text, [, change]) => change(text), REGISTERED)
        const words = compareUris([REGISTERED], given)?.words ?? ''
        for (const [name] of changes) expect(name.test(words)).toBe(chosen.some(([other]) => other === name))
      }),
    )
  })

  test('none of it is repeated: it may hold a secret', () => {
    const secret = fc.stringMatching(/^[a-z0-9]{12,40}$/).map((text) => `q9${text}`)
    const places: readonly ((text: string) => string)[] = [
      (text) => text,
      (text) => `https://${text}@app.example.org:8443/oauth`,
      (text) => `https://${text}.example.org/oauth`,
      (text) => `https://app.example.org:${text}/oauth`,
      (text) => `https://app.example.org:8443/${text}`,
      (text) => `${REGISTERED}&token=${text}`,
      (text) => `${REGISTERED}#${text}`,
      (text) => `${text}://app.example.org:8443/oauth`,
    ]
    fc.assert(
      fc.property(secret, fc.constantFrom(...places), (text, place) => {
        expect(JSON.stringify(compareUris([REGISTERED], place(text)))).not.toContain(text)
      }),
    )
  })
})
