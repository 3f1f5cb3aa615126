import { randomUUID } from 'node:crypto'
import { type Access, decide, type Interaction } from '@damson/access'
import type { ResourceType } from '@damson/fhir'
import { openTestStore, storesForWalks, type TestStore } from '@damson/testkit'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClock } from '#base/clock'
import { createLog } from '#base/log'
import { createGrantees, type Grantees } from '#domain/access'
import { createActivity } from '#domain/logins'
import { createGated, searchResources } from '#domain/resources'
import { createInvalidations } from '#domain/revocation'
import { readScope } from '#domain/signin'
import { matchesOne, naivelyPermits, type Subjected, type WireGrant } from '../../../access/test/naive.ts'
import { grants as anyGrants, resource as anyResource, subject as anySubject } from '../../../access/test/random.ts'
import { naivelyAllows, scopeText } from '../../../access/test/scopes.ts'

const TYPES = ['Patient', 'Observation', 'Communication'] as const
const INTERACTIONS = ['read', 'vread', 'history', 'search', 'create', 'update', 'delete', 'history-type'] as const
const MEMBERS = 120
const RESOURCES = 240
const seed = Number(process.env['DAMSON_TEST_SEED'] ?? Date.now() % 2_147_483_647)

/** Somebody with policies of their own, in the store and as the naive interpreter sees them. */
interface Member {
  readonly id: string
  readonly grants: readonly WireGrant[]
  readonly profile: string
}

describe.each(storesForWalks())('what a scope leaves of a policy on %s', (kind) => {
  const project = randomUUID()
  const clock = createClock()
  let store: TestStore
  let grantees: Grantees
  let members: readonly Member[]
  let kept: readonly Subjected[]

  beforeAll(async () => {
    store = await openTestStore(kind)
    const log = createLog('silent')
    grantees = createGrantees(
      store.db,
      clock,
      createInvalidations(store.db, clock, log),
      createActivity(store.db, clock, log),
    )
    await store.db.query({ sql: 'insert into projects (id, active) values ($1, true)', params: [project] })
    await put('Project', project, { resourceType: 'Project', id: project })
    kept = await fill()
    members = await join()
  })
  afterAll(() => store.close())

  async function put(type: string, id: string, resource: object): Promise<void> {
    const draft = { project, type, id, resource: resource as never, author: 'system', baseUrls: ['https://x.example/'] }
    const written = await store.db.tx((tx) => createGated(tx, {}, draft, clock.now()))
    if (!written.ok) throw new Error(written.refusal.text)
  }

  async function fill(): Promise<readonly Subjected[]> {
    const taken = new Set<string>()
    const all: Subjected[] = []
    for (const [at, one] of fc.sample(anyResource, { numRuns: RESOURCES, seed }).entries()) {
      if (!(TYPES as readonly string[]).includes(one.resourceType)) continue
      // The ids that policies name, once each; the others are anything.
      const id = taken.has(`${one.resourceType}/${one.id}`) ? `n-${at}` : one.id
      taken.add(`${one.resourceType}/${id}`)
      all.push({ ...one, id })
      await put(one.resourceType, id, { ...one, id })
    }
    return all
  }

  async function join(): Promise<readonly Member[]> {
    const all: Member[] = []
    const drafts = fc.sample(fc.tuple(anyGrants, anySubject), { numRuns: MEMBERS, seed })
    for (const [grants, { profile, admin }] of drafts) {
      const id = randomUUID()
      const access: object[] = []
      for (const { policy, parameters } of grants) {
        const policyId = randomUUID()
        await put('AccessPolicy', policyId, { ...policy, id: policyId })
        access.push({ policy: { reference: `AccessPolicy/${policyId}` }, parameter: parameters })
      }
      await put('ProjectMembership', id, {
        resourceType: 'ProjectMembership',
        id,
        profile: { reference: profile },
        access,
      })
      await store.db.query({
        sql: `insert into memberships (project, id, user_type, user_id, profile, active, admin)
          values ($1, $2, 'User', $3, $4, true, $5)`,
        params: [project, id, randomUUID(), profile, admin],
      })
      all.push({ id, grants, profile })
    }
    return all
  }

  async function login(member: Member, scope: string, patient: string | undefined): Promise<string> {
    const id = randomUUID()
    const [now, later] = [clock.now(), new Date(clock.now().getTime() + 3_600_000)]
    await store.db.query({
      sql: `insert into logins (id, project, membership_id, profile, method, scope, limited, patient, created_at,
          last_used_at, granted_at, expires_at)
        values ($1, $2, $3, $4, 'test', $5, true, $6, $7, $7, $7, $8)`,
      params: [id, project, member.id, member.profile, scope, patient ?? null, now, later],
    })
    return id
  }

  const inMemory = (access: Access, interaction: Interaction, one: Subjected): boolean => {
    const decision = decide(access, { interaction, resourceType: one.resourceType })
    return decision.verdict === 'permit' && matchesOne(one, decision.narrowing)
  }

  async function inSql(access: Access, interaction: Interaction, type: ResourceType): Promise<readonly string[]> {
    const decision = decide(access, { interaction, resourceType: type })
    if (decision.verdict === 'deny') return []
    const search = { type, condition: { op: 'all', of: [] }, sort: [], total: 'none' } as const
    const { resources } = await searchResources(store.db, project, search, decision.narrowing, 1_000)
    return resources.map(({ id }) => id).sort()
  }

  test('is what the policy allows and a scope allows, in memory and in SQL', async () => {
    let [yes, no] = [0, 0]
    const cases = fc.record({
      member: fc.nat(MEMBERS - 1),
      scopes: fc.array(scopeText(), { minLength: 1, maxLength: 4 }),
      smaller: fc.option(fc.array(scopeText(), { minLength: 1, maxLength: 2 }), { nil: undefined, freq: 2 }),
      patient: fc.constantFrom('Patient/1', 'Patient/1', 'Patient/2', undefined),
      interaction: fc.constantFrom(...INTERACTIONS),
      // Of the login, and of the token.
      fhirUser: fc.tuple(fc.boolean(), fc.boolean()),
    })
    await fc.assert(
      fc.asyncProperty(cases, async ({ member: at, scopes, smaller, patient, interaction, fhirUser }) => {
        const member = members[at] as Member
        const [hasFhirUser, keepsFhirUser] = fhirUser
        const withFhirUser = (scope: string, has: boolean): string => (has ? `fhirUser ${scope}` : scope)
        const scope = withFhirUser(granted(scopes), hasFhirUser)
        const ofToken = withFhirUser(granted(smaller ?? scopes), keepsFhirUser)
        const id = await login(member, scope, patient)
        const grantee = await grantees.ofLogin(id, ofToken, '127.0.0.1')
        if (!grantee.ok) throw new Error(grantee.refusal.why)
        expect([grantee.value.limited, grantee.value.admin, grantee.value.superAdmin]).toEqual([true, false, false])
        // A patient whom nobody chose is whoever signs in, if that is one; without one a patient/ scope allows nothing.
        const own = member.profile.startsWith('Patient/') ? member.profile : undefined
        const about = scopes.some((one) => one.startsWith('patient/')) ? (patient ?? own) : undefined
        const subject = { profile: member.profile, admin: false }
        const asked = interaction === 'history-type' ? 'history' : interaction
        const isOwn = (one: Subjected): boolean =>
          hasFhirUser && keepsFhirUser && interaction === 'read' && `${one.resourceType}/${one.id}` === member.profile
        const expected = (one: Subjected): boolean =>
          naivelyPermits(member.grants, subject, asked, one) &&
          (isOwn(one) ||
            (naivelyAllows(scopes, about, interaction, one) &&
              (smaller === undefined || naivelyAllows(smaller, about, interaction, one))))
        for (const type of TYPES) {
          const ofType = kept.filter(({ resourceType }) => resourceType === type)
          const should = ofType.filter(expected).map((one) => one.id)
          const { access } = grantee.value
          expect(ofType.filter((one) => inMemory(access, interaction, one)).map((one) => one.id)).toEqual(should)
          expect(await inSql(access, interaction, type)).toEqual([...should].sort())
          yes += should.length
          no += ofType.length - should.length
        }
      }),
    )
    // It cannot hold by never being asked.
    expect(yes).toBeGreaterThan(50)
    expect(no).toBeGreaterThan(1_000)
  })
})

function granted(scopes: readonly string[]): string {
  const read = readScope(scopes.join(' '), 'person')
  if (!read.ok) throw new Error(read.refusal.text)
  return read.value
}
