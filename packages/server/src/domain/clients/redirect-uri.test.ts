import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Client } from './client.ts'
import { consoleClient } from './console-client.ts'
import { matchRedirectUri, redirectUriProblem } from './redirect-uri.ts'

function clientWith(redirectUris: readonly string[], authMethod = 'none'): Client {
  return {
    id: '7d2e61c0-6a54-4f0e-8a3f-1c0a52d4b7e9',
    project: '2f1c9a4e-5d0b-4d0e-9d0e-0b9a4e2f1c9a',
    active: true,
    kind: 'app',
    authMethod,
    basicAllowed: false,
    firstParty: false,
    secrets: [],
    version: '1',
    resource: { resourceType: 'ClientApplication', redirectUris: [...redirectUris] },
  }
}

const matches = (registered: string, given: string, authMethod?: string): boolean =>
  matchRedirectUri(clientWith([registered], authMethod), given) === given

const CALLBACK = 'https://app.example.org/callback?from=damson'

describe('a redirect URI', () => {
  test('matches itself, and the deprecated single field', () => {
    expect(matches(CALLBACK, CALLBACK)).toBe(true)
    const client = {
      ...clientWith([]),
      resource: { resourceType: 'ClientApplication' as const, redirectUri: CALLBACK },
    }
    expect(matchRedirectUri(client, CALLBACK)).toBe(CALLBACK)
    expect(matchRedirectUri(clientWith([]), CALLBACK)).toBeUndefined()
  })

  test.each([
    '',
    'https://app.example.org/callback',
    'https://app.example.org/callback?from=damson&',
    'https://app.example.org/callback?from=damson#x',
    'https://app.example.org/callback/?from=damson',
    'https://app.example.org/Callback?from=damson',
    'HTTPS://app.example.org/callback?from=damson',
    'https://APP.example.org/callback?from=damson',
    'https://app.example.org:443/callback?from=damson',
    'https://app.example.org./callback?from=damson',
    'https://app.example.org.evil.example/callback?from=damson',
    'https://evil.example/https://app.example.org/callback?from=damson',
    'https://app.example.org@evil.example/callback?from=damson',
    'https://app.example.org/callback?from=damson/../../evil',
    'https://app.example.org/x/../callback?from=damson',
    'https://app.example.org/%63allback?from=damson',
    'https://app.example.org\\callback?from=damson',
    ' https://app.example.org/callback?from=damson',
    'https://app.example.org/callback?from=damson\n',
    'http://app.example.org/callback?from=damson',
  ])('does not match %j in its place', (given) => {
    expect(matches(CALLBACK, given)).toBe(false)
  })

  test('matches nothing but itself, whatever is inserted, dropped or changed anywhere in it', () => {
    const edit = fc.record({ at: fc.nat(CALLBACK.length), drop: fc.nat(5), insert: fc.string({ maxLength: 5 }) })
    fc.assert(
      fc.property(edit, ({ at, drop, insert }) => {
        const given = CALLBACK.slice(0, at) + insert + CALLBACK.slice(at + drop)
        expect(matches(CALLBACK, given)).toBe(given === CALLBACK)
      }),
    )
  })
})

describe('the port of a loopback address', () => {
  const port = fc.integer({ min: 1, max: 65_535 })
  const host = fc.constantFrom('http://127.0.0.1', 'http://[::1]')
  const tail = fc.constantFrom('', '/', '/callback', '/a]b', '?x=1', '/callback?x=1')

  test('may differ for a public client, and nothing else may', () => {
    fc.assert(
      fc.property(host, tail, fc.option(port), fc.option(port), (place, rest, ours, theirs) => {
        const registered = `${place}${ours === null ? '' : `:${ours}`}${rest}`
        const given = `${place}${theirs === null ? '' : `:${theirs}`}${rest}`
        expect(matches(registered, given)).toBe(true)
        expect(matches(registered, given, 'client_secret_basic')).toBe(registered === given)
        expect(matches(registered, `${given}x`)).toBe(false)
        expect(matches(registered, given.replace('http:', 'https:'))).toBe(false)
      }),
    )
  })

  test('never makes two hosts or two paths one', () => {
    fc.assert(
      fc.property(host, tail, port, host, tail, port, (hostA, tailA, portA, hostB, tailB, portB) => {
        const [registered, given] = [`${hostA}:${portA}${tailA}`, `${hostB}:${portB}${tailB}`]
        expect(matches(registered, given)).toBe(hostA === hostB && tailA === tailB)
      }),
    )
  })

  test.each([
    ['http://127.0.0.1/cb', 'http://127.0.0.1.evil.example/cb'],
    ['http://127.0.0.1/cb', 'http://127.0.0.1@evil.example/cb'],
    ['http://127.0.0.1/cb', 'http://127.0.0.1:80@evil.example/cb'],
    ['http://127.0.0.1/cb', 'http://127.0.0.1:99999/cb'],
    ['http://127.0.0.1/cb', 'http://127.0.0.1:/cb'],
    ['http://127.0.0.1/cb', 'http://127.0.0.2:8080/cb'],
    ['http://127.0.0.1/cb', 'http://localhost:8080/cb'],
    ['http://localhost/cb', 'http://localhost:8080/cb'],
    ['https://127.0.0.1/cb', 'https://127.0.0.1:8080/cb'],
  ])('of %s does not stretch to %s', (registered, given) => {
    expect(matches(registered, given)).toBe(false)
  })
})

describe('an address to register', () => {
  test.each([
    'https://app.example.org/callback',
    'https://app.example.org',
    'http://127.0.0.1/callback',
    'http://127.0.0.1:8080/callback',
    'http://[::1]/callback',
    'http://localhost:3000/callback',
    'https://app.example.org:8443/callback;v=1,2',
    'https://bücher.example/callback',
    'https://[2001:db8::1]/callback',
    'org.example.app:/callback',
  ])('can be %s', (uri) => {
    expect(redirectUriProblem(uri)).toBeUndefined()
  })

  test.each([
    '',
    '/callback',
    'app.example.org/callback',
    'http://app.example.org/callback',
    'https://app.example.org/callback#fragment',
    'https://*.example.org/callback',
    'https://ada:secret@app.example.org/callback',
    'https://app.example.org/call back',
    ' https://app.example.org/callback',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'myapp:/callback',
    'myapp://callback',
    'urn:ietf:wg:oauth:2.0:oob',
  ])('cannot be %j', (uri) => {
    expect(redirectUriProblem(uri)).toMatch(/./)
  })

  test.each([';', ',', "'", '"', '$', '&', '!', '(', '_', '`', '{'])(
    'cannot have a %s in its host, where it may mean something else in a header',
    (sign) => {
      expect(redirectUriProblem(`https://a${sign}frame-ancestors.example/callback`)).toContain('its host')
      expect(redirectUriProblem(`http://localhost${sign}/callback`)).toMatch(/./)
    },
  )
})

test('of the console is its issuer’s own alone: on another port, somebody else’s program listens', () => {
  for (const url of ['http://127.0.0.1:8103/', 'http://[::1]:8103/', 'http://localhost:8103/']) {
    const client = consoleClient({ url, fhirUrl: '', adminUrl: url, path: '', project: undefined })
    expect(matchRedirectUri(client, `${url}console/`)).toBe(`${url}console/`)
    for (const port of ['8104', '1', '65535'])
      expect(matchRedirectUri(client, `${url.replace('8103', port)}console/`)).toBeUndefined()
  }
})
