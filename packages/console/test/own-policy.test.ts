import type { AccessPolicy } from '@damson/sdk'
import { expect, test } from 'vitest'
import { lets } from '../src/session/own-policy.ts'

const POLICIES: readonly (readonly [string, AccessPolicy['resource'], boolean])[] = [
  ['nothing, without a policy', undefined, false],
  ['nothing, with an empty one', [], false],
  ['what an entry names', [{ resourceType: 'Patient', interaction: ['search', 'read'] }], true],
  ['what an entry without interactions names', [{ resourceType: 'Patient' }], true],
  ['clinical types by *', [{ resourceType: '*', interaction: ['read'] }], true],
  ['not what is only made', [{ resourceType: 'Patient', interaction: ['create'] }], false],
  ['not what is only found', [{ resourceType: 'Patient', interaction: ['search'] }], false],
  ['not what is of another type', [{ resourceType: 'Observation' }], false],
]

test.each(POLICIES)('a policy lets somebody read %s', (_, resource, isLet) => {
  expect(lets(resource && { resource }, 'read', 'Patient')).toBe(isLet)
})

test('* is no identity type', () => {
  expect(lets({ resource: [{ resourceType: '*' }] }, 'read', 'ClientApplication')).toBe(false)
  expect(lets({ resource: [{ resourceType: 'ClientApplication' }] }, 'search', 'ClientApplication')).toBe(true)
})
