import { expect, test } from 'vitest'
import type { Provider } from '#domain/providers'
import { membershipsOfLinked } from './memberships-by-identity.ts'

const provider = { settings: { profileType: ['Practitioner', 'Patient'] } } as unknown as Provider
const membership = (changes: object = {}) => ({
  project: 'clinic',
  id: 'one',
  profile: 'Practitioner/ada',
  isOverAll: false,
  ...changes,
})
const identity = (changes: object = {}) => ({ project: 'clinic', membershipId: null, profileType: null, ...changes })
const memberships = [membership(), membership({ id: 'two', profile: 'Patient/ada' })]
const ids = (found: readonly { readonly id: string }[]): readonly string[] => found.map(({ id }) => id)

test('a provider’s person may go where its link, its claims and its provider lead, and nowhere else', () => {
  expect(ids(membershipsOfLinked(identity(), provider, memberships))).toEqual(['one', 'two'])
  expect(ids(membershipsOfLinked(identity({ membershipId: 'two' }), provider, memberships))).toEqual(['two'])
  expect(ids(membershipsOfLinked(identity({ profileType: 'Practitioner' }), provider, memberships))).toEqual(['one'])
  expect(membershipsOfLinked(identity({ project: 'another' }), provider, memberships)).toEqual([])
  expect(membershipsOfLinked(undefined, provider, memberships)).toEqual([])
  expect(membershipsOfLinked(identity(), undefined, memberships)).toEqual([])
})

test('into a project that is over all others no provider signs anybody in', () => {
  expect(membershipsOfLinked(identity(), provider, [membership({ isOverAll: true })])).toEqual([])
})
