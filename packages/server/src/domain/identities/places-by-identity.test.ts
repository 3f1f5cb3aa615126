import { expect, test } from 'vitest'
import type { Provider } from '#domain/providers'
import { placesOfLinked } from './places-by-identity.ts'

const provider = { settings: { profileType: ['Practitioner', 'Patient'] } } as unknown as Provider
const place = (changes: object = {}) => ({
  project: 'clinic',
  id: 'one',
  profile: 'Practitioner/ada',
  isOverAll: false,
  ...changes,
})
const identity = (changes: object = {}) => ({ project: 'clinic', membershipId: null, profileType: null, ...changes })
const places = [place(), place({ id: 'two', profile: 'Patient/ada' })]
const ids = (found: readonly { readonly id: string }[]): readonly string[] => found.map(({ id }) => id)

test('a provider’s person may go where its link, its claims and its provider lead, and nowhere else', () => {
  expect(ids(placesOfLinked(identity(), provider, places))).toEqual(['one', 'two'])
  expect(ids(placesOfLinked(identity({ membershipId: 'two' }), provider, places))).toEqual(['two'])
  expect(ids(placesOfLinked(identity({ profileType: 'Practitioner' }), provider, places))).toEqual(['one'])
  expect(placesOfLinked(identity({ project: 'another' }), provider, places)).toEqual([])
  expect(placesOfLinked(undefined, provider, places)).toEqual([])
  expect(placesOfLinked(identity(), undefined, places)).toEqual([])
})

test('into a project that is over all others no provider signs anybody in', () => {
  expect(placesOfLinked(identity(), provider, [place({ isOverAll: true })])).toEqual([])
})
