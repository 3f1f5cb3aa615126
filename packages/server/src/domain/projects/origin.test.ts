import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isOrigin } from './origin.ts'

test.each([
  'https://app.example.org',
  'https://app.example.org:8443',
  'https://xn--bcher-kva.example',
  'http://localhost:3000',
  'http://127.0.0.1:3000',
  'http://[::1]:3000',
])('%s is an origin as browsers send it', (text) => {
  expect(isOrigin(text)).toBe(true)
})

test.each([
  '',
  'null',
  '*',
  'https://*',
  'https://*.example.org',
  'https://app.example.org/',
  'https://app.example.org/path',
  'https://app.example.org?x',
  'https://app.example.org#x',
  'https://app.example.org:443',
  'https://APP.example.org',
  'HTTPS://app.example.org',
  'https://bücher.example',
  'https://ada@app.example.org',
  'https://app.example.org https://evil.example',
  'https://app.example.org,https://evil.example',
  ' https://app.example.org',
  'http://app.example.org',
  'http://127.0.0.1.evil.example',
  'http://localhost.evil.example',
  'http://10.0.0.1',
  'ftp://app.example.org',
  'file://',
  'app.example.org',
  'org.example.app:/',
])('%j is none', (text) => {
  expect(isOrigin(text)).toBe(false)
})

test('what is an origin is one a browser would send for a page there', () => {
  fc.assert(
    fc.property(fc.webUrl({ withFragments: true, withQueryParameters: true }), (url) => {
      expect(isOrigin(url)).toBe(url === new URL(url).origin && url.startsWith('https:'))
    }),
  )
})
