/** Random clients that want to act for random people, and what may come of it, told a second time. */
import * as fc from 'fast-check'
import { expect } from 'vitest'
import {
  type ActedFor,
  type ActForItem,
  type ActForRule,
  actingAccess,
  actingDenial,
  closedTypes,
  parseActFor,
  runningAccess,
  type Subject,
  scopedAccess,
} from '../src/index.ts'
import { accessOf, permits } from './bound.ts'
import { matchesOne, naivelyPermits, type Subjected, type WireGrant } from './naive.ts'
import { grant, interactions, resource } from './random.ts'
import { naivelyAllows, scopeOf, scopeText } from './scopes.ts'

/** A client, a person, and one request. */
interface Scene {
  readonly isDevice: boolean
  readonly actFor: readonly ActForItem[]
  readonly client: readonly WireGrant[]
  readonly clientSubject: Subject
  readonly person: Omit<ActedFor, 'project'>
  readonly personGrants: readonly WireGrant[]
  readonly samePlace: boolean
  readonly groups: readonly string[]
  readonly isActivePerson: boolean
  readonly how: 'asserted' | 'proven'
  readonly scopes: readonly string[] | undefined
  readonly one: Subjected
}

const mostly = (is: boolean) => fc.nat(15).map((n) => (n === 0 ? !is : is))
const types = ['Patient', 'Practitioner', 'RelatedPerson']

const item: fc.Arbitrary<ActForItem> = fc
  .record({
    how: fc.constantFrom('asserted' as const, 'asserted' as const, 'proven' as const),
    // Mostly some that people have, so that most items can be read.
    profileType: fc.oneof(
      { weight: 5, arbitrary: fc.subarray(['Patient', 'Practitioner'], { minLength: 1 }) },
      fc.option(fc.subarray(types), { nil: undefined, freq: 2 }),
    ),
    group: fc.option(fc.subarray(['Group/1', 'Group/2']), { nil: undefined, freq: 1 }),
    criteria: fc.option(
      fc.constantFrom(
        'Practitioner?active=true',
        'Practitioner?active=true',
        'Patient?active=true',
        'Practitioner?active=%word',
        'Device?_id=1',
      ),
      { nil: undefined, freq: 1 },
    ),
  })
  .map(({ how, profileType, group, criteria }) => ({
    how,
    ...(profileType !== undefined && { profileType }),
    ...(group !== undefined && { group: group.map((reference) => ({ reference })) }),
    ...(criteria !== undefined && { criteria }),
  }))

/** Grants without an account: which account a new resource gets is told by `acting.test.ts`. */
const wide = {
  policy: { resourceType: 'AccessPolicy' as const, resource: [{ resourceType: '*' }, { resourceType: 'Bot' }] },
  parameters: [],
}
const grants = fc.array(
  fc.oneof(
    fc.constant(wide),
    fc.constant(wide),
    grant.map(({ policy: { compartment: _account, ...policy }, parameters }) => ({ policy, parameters })),
  ),
  { minLength: 1, maxLength: 3, size: 'max' },
)

export const scene: fc.Arbitrary<Scene> = fc.record({
  isDevice: mostly(false),
  actFor: fc.array(item, { maxLength: 2, size: 'max' }),
  client: grants,
  clientSubject: fc.record({ profile: fc.constant('ClientApplication/1'), admin: fc.boolean() }),
  person: fc.record({
    profile: fc.constantFrom('Practitioner/1', 'Practitioner/1', 'Practitioner/1', 'Patient/1', 'RelatedPerson/1'),
    isPerson: mostly(true),
    active: mostly(true),
    pending: mostly(false),
    administers: mostly(false),
    ended: mostly(false),
    needsFactor: mostly(false),
  }),
  personGrants: grants,
  samePlace: mostly(true),
  groups: fc.subarray(['1', '2']),
  isActivePerson: fc.boolean(),
  how: fc.constantFrom('asserted' as const, 'proven' as const),
  scopes: fc.option(fc.array(scopeText(['user', 'system']), { minLength: 1, maxLength: 2 }), {
    nil: undefined,
    freq: 1,
  }),
  one: resource,
})

const profileOf = ({ person, isActivePerson }: Scene): Subjected => {
  const [resourceType = '', id = ''] = person.profile.split('/')
  return { resourceType, id, active: isActivePerson }
}

/** What Damson says: the interactions that are allowed with the one resource. */
export function said(it: Scene): readonly string[] {
  const rules = parseActFor(it.actFor)
  const actor = { project: 'here', isDevice: it.isDevice, rules: rules.ok ? rules.value : [] }
  const fits = ({ groups, narrowing }: ActForRule): boolean =>
    (groups.length === 0 || groups.some((id) => it.groups.includes(id))) &&
    (narrowing === undefined || matchesOne(profileOf(it), narrowing))
  const person = { ...it.person, project: it.samePlace ? 'here' : 'elsewhere' }
  if (actingDenial(actor, person, it.how, fits) !== undefined) return []
  const access = actingAccess(
    accessOf(it.client, it.clientSubject),
    accessOf(it.personGrants, { profile: it.person.profile, admin: false }),
  )
  const within = it.scopes === undefined ? access : scopedAccess(access, it.scopes.map(scopeOf), {})
  return interactions.filter((interaction) => permits(within, interaction, it.one))
}

/** The same, as plainly as possible. */
export function naivelySaid(it: Scene): readonly string[] {
  if (it.isDevice || !naivelyCovered(it)) return []
  const { isPerson, active, pending, administers, ended, profile } = it.person
  if (!isPerson || !it.samePlace || !active || pending || administers || ended) return []
  return interactions.filter(
    (interaction) =>
      naivelyPermits(it.client, it.clientSubject, interaction, it.one) &&
      naivelyPermits(it.personGrants, { profile, admin: false }, interaction, it.one) &&
      (it.scopes === undefined || naivelyAllows(it.scopes, undefined, interaction, it.one)),
  )
}

function naivelyCovered(it: Scene): boolean {
  if (it.actFor.some((one) => isRefused(one))) return false
  const open = it.actFor.filter(({ group = [], criteria }) => group.length === 0 && criteria === undefined)
  if (types.every((type) => open.some(({ profileType = [] }) => profileType.includes(type)))) return false
  const type = it.person.profile.split('/')[0] ?? ''
  const covering = it.actFor.filter(
    ({ profileType = [], group = [], criteria }) =>
      (profileType.length === 0 || profileType.includes(type)) &&
      (group.length === 0 || group.some(({ reference }) => it.groups.includes(reference?.split('/')[1] ?? ''))) &&
      (criteria === undefined || (criteria.startsWith(`${type}?`) && it.isActivePerson)),
  )
  if (it.how === 'proven') return covering.length > 0
  return !it.person.needsFactor && covering.some(({ how }) => how === 'asserted')
}

/** It names everybody, nobody, or has a criteria that cannot be told. */
function isRefused({ profileType = [], group = [], criteria }: ActForItem): boolean {
  if (profileType.length === 0 && group.length === 0 && criteria === undefined) return true
  if (criteria === undefined) return false
  const of = criteria.split('?')[0] ?? ''
  return criteria.includes('%') || !types.includes(of) || (profileType.length > 0 && !profileType.includes(of))
}

/** Compares the two over many scenes. Something must be allowed in many of them: otherwise it says that too little was. */
export function verdictOf(numRuns: number): string {
  let [allowed, covered] = [0, 0]
  const property = fc.property(scene, (it) => {
    const naive = naivelySaid(it)
    if (naive.length > 0) allowed += 1
    if (naivelyCovered(it)) covered += 1
    expect(said(it)).toEqual(naive)
  })
  const run = fc.check(property, { numRuns })
  if (run.failed) return fc.defaultReportMessage(run) ?? 'fails'
  return allowed > numRuns / 20 && covered < numRuns * 0.9 ? 'holds' : `${allowed} allowed, ${covered} covered`
}

/** What a Bot with `runAsUser` may do for a caller, in the same scenes; and what it may, as plainly as possible. */
export function runningVerdictOf(numRuns: number): string {
  let allowed = 0
  const property = fc.property(scene, (it) => {
    const caller = { profile: it.person.profile, admin: it.clientSubject.admin }
    const bot = { profile: 'Bot/1', admin: it.clientSubject.admin }
    const ofCaller = accessOf(it.personGrants, caller)
    const within = it.scopes === undefined ? ofCaller : scopedAccess(ofCaller, it.scopes.map(scopeOf), {})
    const access = runningAccess(accessOf(it.client, bot), within)
    const naive = interactions.filter(
      (interaction) =>
        !closedTypes.has(it.one.resourceType) &&
        naivelyPermits(it.client, bot, interaction, it.one) &&
        naivelyPermits(it.personGrants, caller, interaction, it.one) &&
        (it.scopes === undefined || naivelyAllows(it.scopes, undefined, interaction, it.one)),
    )
    if (naive.length > 0) allowed += 1
    expect(interactions.filter((interaction) => permits(access, interaction, it.one))).toEqual(naive)
  })
  const run = fc.check(property, { numRuns })
  if (run.failed) return fc.defaultReportMessage(run) ?? 'fails'
  return allowed > numRuns / 20 ? 'holds' : `${allowed} allowed`
}
