import { expect, test } from 'vitest'
import { mayCall } from './allowed-hosts.ts'

const allowedHost = ['api.example.com', 'lab.example.com:8443', '[2001:db8::1]']

test.each([
  ['https://api.example.com/a?b', true],
  ['https://api.example.com:443/', true],
  ['https://API.example.com/', true],
  ['https://lab.example.com:8443/', true],
  ['https://[2001:db8:0::1]/', true],
  ['https://api.example.com:8443/', false],
  ['https://lab.example.com/', false],
  ['https://api.example.com.evil.example/', false],
  ['https://evil.api.example.com/', false],
  ['https://api.example.com@evil.example/', false],
  ['https://api.example.com./', false],
])('whether a Bot may call %s: %j', (url, expected) => {
  expect(mayCall({ allowedHost }, new URL(url))).toBe(expected)
  expect(mayCall({}, new URL(url))).toBe(false)
})
