/** The policies of a client, device or Bot: which one its page chooses, and that all others stay. */
import type { ProjectMembership } from '@damson/sdk'
import { expect, test } from 'vitest'
import { policiesOf, withPolicies } from '../src/views/people/membership/policies-held.ts'

const of = (id: string) => ({ reference: `AccessPolicy/${id}` })
const plain = (id: string) => ({ policy: of(id) })
const ward = { ...plain('ward'), parameter: [{ name: 'ward', valueString: '3' }] }
type Held = Pick<ProjectMembership, 'accessPolicy' | 'access'>
const membership = (held: Held): ProjectMembership => ({
  resourceType: 'ProjectMembership',
  project: { reference: 'Project/1' },
  user: { reference: 'ClientApplication/1' },
  profile: { reference: 'ClientApplication/1' },
  ...held,
})

interface Case {
  readonly title: string
  readonly held: Held
  readonly chosen?: string
  readonly more?: Held['access']
  /** With the policy `new` in the place of the one that is chosen. */
  readonly saved: Held
}
const cases: readonly Case[] = [
  { title: 'none', held: {}, saved: { accessPolicy: of('new') } },
  { title: 'one', held: { accessPolicy: of('a') }, chosen: 'a', saved: { accessPolicy: of('new') } },
  {
    title: 'one, and a list beside it',
    held: { accessPolicy: of('a'), access: [plain('b'), ward] },
    chosen: 'a',
    more: [plain('b'), ward],
    saved: { accessPolicy: of('new'), access: [plain('b'), ward] },
  },
  {
    title: 'a list alone',
    held: { access: [ward, plain('b'), plain('c')] },
    chosen: 'b',
    more: [ward, plain('c')],
    saved: { access: [ward, plain('new'), plain('c')] },
  },
  {
    title: 'one with parameters',
    held: { access: [ward] },
    more: [ward],
    saved: { accessPolicy: of('new'), access: [ward] },
  },
]

test.each(cases)('$title', ({ held, chosen, more = [], saved }) => {
  const before = membership(held)
  const policy = chosen === undefined ? undefined : of(chosen).reference
  expect(policiesOf(before)).toEqual({ policy, more })
  expect(withPolicies(before, { policy, more })).toEqual(before)
  expect(withPolicies(before, { policy: 'AccessPolicy/new', more })).toEqual(membership(saved))
  const { accessPolicy: _policy, access: _access, ...rest } = before
  expect(withPolicies(before, { policy: undefined, more: [] })).toEqual(rest)
})
