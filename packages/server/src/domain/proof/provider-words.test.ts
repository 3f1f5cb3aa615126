import { expect, test } from 'vitest'
import { wordsOfProvider } from './provider-words.ts'

test.each<[unknown, string | undefined]>([
  ['The user cancelled.', 'The user cancelled.'],
  ['invalid_redirect_uri_parameter is wrong', 'invalid_redirect_uri_parameter is wrong'],
  [
    "AADSTS50011: The redirect URI 'https://damson.example.org/auth/external/client' does not match.",
    "AADSTS50011: The redirect URI 'https://damson.example.org/auth/external/client' does not match.",
  ],
  ['Trace ID: 6f9619ff-8b86-d011-b42d-00cf4fc964ff', 'Trace ID: [token]'],
  ['user ada@clinic.example is blocked', 'user [address] is blocked'],
  ['user <ada%40clinic.example> is blocked', 'user [address] is blocked'],
  ['called from 203.0.113.9, or [2001:db8::1].', 'called from [address] or [address]'],
  ['code=4/0AX4XfWhXyZ_abcdef is used', '[token] is used'],
  ['token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl', 'token [token]'],
  ['secret "abcdefghIJKLmnopQRST"', "secret '[token]'"],
  ['https://idp.example/cb?code=0123456789abcdef0', 'https://idp.example/cb?code=[token]'],
  ['zu früh\r\n\tund\u0000 zu spät', 'zu fr?h und zu sp?t'],
  ['', undefined],
  [' \u200b ', undefined],
  [['a list'], undefined],
  [undefined, undefined],
])('of what a provider says, %j, the trace has %j', (said, shown) => {
  expect(wordsOfProvider(said)).toBe(shown)
})

test('no more than 200 characters are shown, and no half of a token', () => {
  const secret = 'f3'.repeat(20)
  expect(wordsOfProvider('word '.repeat(1_000))).toHaveLength(200)
  for (let at = 1_950; at < 2_010; at += 1) {
    const words = wordsOfProvider(`${`${'ab1'.repeat(300)} `.repeat(2)}${' '.repeat(at - 1_802)}${secret}`)
    expect(words).not.toContain('f3')
  }
})
