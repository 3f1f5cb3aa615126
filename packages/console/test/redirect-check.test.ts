import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { redirectUriProblem } from '../../server/src/domain/clients/redirect-uri.ts'
import { originOf, redirectProblem, redirectRemark } from '../src/views/apps/redirect-check.ts'

describe('an address to which people return', () => {
  test.each([
    ['https://app.example.org/callback', undefined],
    ['http://127.0.0.1:49152/callback', undefined],
    ['http://[::1]/callback', undefined],
    ['http://localhost:3000/', undefined],
    ['org.example.app:/callback', undefined],
    ['app.example.org/callback', 'absolute'],
    ['', 'absolute'],
    ['https://app.example.org/#top', 'fragment'],
    ['https://app.example.org/#', 'fragment'],
    ['https://*.example.org/callback', 'wildcard'],
    ['https://app.example.org/ callback', 'wildcard'],
    ['https://mary:secret@app.example.org/', 'credentials'],
    ['https://app.example.org@evil.example/', 'credentials'],
    ['http://app.example.org/callback', 'http'],
    ['http://127.0.0.1.evil.example/callback', 'http'],
    ['myapp:/callback', 'scheme'],
    // oxlint-disable-next-line no-script-url -- it is refused
    ['javascript:alert(1)', 'scheme'],
    ['data:text/html,hello', 'scheme'],
    ['https://app;evil.example/callback', 'host'],
  ])('%s: %s', (uri, problem) => {
    expect(redirectProblem(uri)).toBe(problem)
  })

  test('is there once', () => {
    expect(redirectProblem('https://a.example/', ['https://a.example/'])).toBe('twice')
    expect(redirectProblem('https://a.example/', ['https://a.example'])).toBeUndefined()
  })

  test('is judged as the server judges it', () => {
    const scheme = fc.constantFrom('https:', 'http:', 'org.example.app:', 'myapp:', 'javascript:', 'x', '')
    const host = fc.constantFrom(
      '//a.example',
      '//127.0.0.1',
      '//localhost:80',
      '//[::1]',
      '//u:p@a.example',
      '//a;b',
      '/',
      '',
    )
    const rest = fc.oneof(fc.constantFrom('', '/', '/cb', '/cb#', '/*', '?q=1', ' '), fc.string({ maxLength: 6 }))
    const typed = fc.oneof(
      fc.tuple(scheme, host, rest).map((parts) => parts.join('')),
      fc.string(),
      fc.webUrl(),
    )
    fc.assert(
      fc.property(typed, (uri) => {
        expect(redirectProblem(uri) === undefined).toBe(redirectUriProblem(uri) === undefined)
      }),
    )
  })

  test('is remarked on where it is often a mistake', () => {
    expect(redirectRemark('https://app.example.org', true)).toBe('slash')
    expect(redirectRemark('https://app.example.org/', true)).toBeUndefined()
    expect(redirectRemark('http://localhost:3000/callback', true)).toBe('localhost')
    expect(redirectRemark('http://127.0.0.1/callback', true)).toBe('loopback')
    expect(redirectRemark('http://127.0.0.1/callback', false)).toBeUndefined()
    expect(redirectRemark('org.example.app:/callback', true)).toBeUndefined()
  })

  test('says from where an app in a browser calls', () => {
    expect(originOf('https://app.example.org:8443/callback?a=b')).toBe('https://app.example.org:8443')
    expect(originOf('org.example.app:/callback')).toBeUndefined()
    expect(originOf('nothing')).toBeUndefined()
  })
})
