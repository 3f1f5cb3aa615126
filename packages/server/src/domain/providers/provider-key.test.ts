import { expect, test } from 'vitest'
import { keyOfOwner, ownerOfProvider, prefixOfKind, readProviderKey, writeProviderKey } from './provider-key.ts'

test.each([
  ['provider', '6f1c'],
  ['client', '6f1c'],
  ['domain', '6f1c'],
  ['server', 'google'],
  ['site', '2f0c5b0a-0000-4000-8000-000000000001:1-a.apps.googleusercontent.com'],
] as const)('the key of a %s is read as it was written', (kind, id) => {
  const text = writeProviderKey({ kind, id })
  expect(text).toBe(`${kind}:${id}`)
  expect(text.startsWith(prefixOfKind(kind))).toBe(true)
  expect(readProviderKey(text)).toEqual({ kind, id })
})

test.each([
  '',
  'import',
  'client',
  'clientx',
  'servers',
  'sites',
  ':a',
  'clients:a',
  'CLIENT:a',
  'xclient:a',
  ' client:a',
])('%j is no key', (text) => {
  expect(readProviderKey(text)).toBeUndefined()
})

test('a resource and the key of its provider name each other', () => {
  for (const type of ['ClientApplication', 'DomainConfiguration', 'ProjectIdentityProvider'])
    expect(ownerOfProvider(keyOfOwner(type, 'a'))).toBe(`${type}/a`)
})
