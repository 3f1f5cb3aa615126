import { type Answer, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Clinic, startClinic } from '../fhir/clinic.ts'
import { begin, freshEmail, must, PASSWORD, redeem } from '../identity/steps.ts'
import { calibrate, collectGarbage, LIMIT_IN_LOOPS, longestTurn } from '../turns/meter.ts'

/** Entries by kind of what they demand; each has 20 values or fewer in each of its clauses. */
const KINDS: Readonly<Record<string, (at: number, i: number) => string>> = {
  terms: (at, i) => `code=${list((v) => `v${at}-${i}-${v}`)}`,
  'texts and dates': (at, i) =>
    i % 2 === 0 ? `value-string=${list((v) => `t${at}-${i}-${v}`)}` : `date=20${10 + (at % 80)}-01-0${1 + (i % 9)}`,
  placeholders: (at, i) => `code=%word,${list((v) => `p${at}-${i}-${v}`, 9)}`,
}
const list = (value: (v: number) => string, length = 10): string => Array.from({ length }, (_, v) => value(v)).join(',')
/** So many entries of 20 clauses each, every one as heavy as it may be. */
const entries = (kind: string, first: number, count: number): readonly object[] =>
  Array.from({ length: count }, (_, at) => ({
    resourceType: 'Observation',
    criteria: `Observation?${Array.from({ length: 20 }, (_, i) => KINDS[kind]?.(first + at, i)).join('&')}`,
  }))
const ADMINISTERS = ['AccessPolicy', 'ProjectMembership'].map((resourceType) => ({ resourceType }))

describe.each(storesForWalks())('the largest that is admitted keeps no one waiting on %s', (store) => {
  let clinic: Clinic
  let mostUs: number
  beforeAll(async () => {
    clinic = await startClinic({ store })
    mostUs = LIMIT_IN_LOOPS * Math.min(calibrate(), calibrate(), calibrate())
  })
  // What other files of this process have left is not what a request costs.
  beforeEach(collectGarbage)
  afterAll(() => clinic.close())

  const figures: Record<string, number> = {}
  async function inTime(what: string, work: () => Promise<Answer>, status: number): Promise<void> {
    const { longestUs } = await longestTurn(async () => {
      const answer = await work()
      expect([what, answer.status, answer.status === status || answer.text.slice(0, 300)]).toEqual([what, status, true])
    })
    figures[what] = Math.round(longestUs / 1_000)
    expect([what, longestUs <= mostUs || figures[what]]).toEqual([what, true])
  }
  afterAll(() => console.log(store, `the limit is ${Math.round(mostUs / 1_000)} ms here;`, figures))

  /** A person with policies of 20 × 100 clauses, and an administrator's if they shall be one. */
  async function largest(kind: string, administers: boolean): Promise<string> {
    const policies: string[] = []
    for (let at = 0; at < 20; at += 1) {
      const resource = entries(kind, at * 5, at === 0 && administers ? 4 : 5)
      policies.push(
        await clinic.actors.policy(clinic.owner, at === 0 && administers ? [...ADMINISTERS, ...resource] : resource),
      )
    }
    const email = freshEmail()
    must(
      await clinic.call(`admin/projects/${clinic.owner.project}/invite`, {
        json: {
          resourceType: 'Practitioner',
          firstName: 'A',
          lastName: 'B',
          email,
          admin: administers,
          access: policies.map((reference) => ({
            policy: { reference },
            parameter: [{ name: 'word', valueString: 'x'.repeat(1_000) }],
          })),
        },
        token: clinic.owner.token,
      }),
    )
    must(await clinic.call('auth/setpassword', { json: { ...clinic.inbox.link(email), password: PASSWORD } }))
    const { body } = await redeem(clinic.call, await begin(clinic.call, { email, projectId: clinic.owner.project }))
    return body.access_token
  }

  const observation = (fields: object): object => ({
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ code: 'v0-0-0' }] },
    ...fields,
  })

  test.each(Object.keys(KINDS))('of a policy of %s', async (kind) => {
    expect.hasAssertions()
    const administrator = await largest(kind, true)
    const resource = entries(kind, 0, 100)
    await inTime(
      `${kind}: the largest policy saved by who holds most`,
      () =>
        clinic.fhir('AccessPolicy', {
          json: { resourceType: 'AccessPolicy', resource: resource.slice(5) },
          token: administrator,
        }),
      kind === 'placeholders' ? 403 : 201,
    )
    await inTime(
      `${kind}: the largest policy, of which most is not held`,
      () => clinic.fhir('AccessPolicy', { json: { resourceType: 'AccessPolicy', resource }, token: administrator }),
      403,
    )
    await inTime(
      `${kind}: the largest policy saved by who holds all`,
      () => clinic.fhir('AccessPolicy', { json: { resourceType: 'AccessPolicy', resource } }),
      201,
    )
    const member = await largest(kind, false)
    const { id } = await clinic.made(observation({}))
    await inTime(`${kind}: a member's first search`, () => clinic.fhir('Observation', { token: member }), 200)
    await inTime(`${kind}: a member's second search`, () => clinic.fhir('Observation', { token: member }), 200)
    await inTime(`${kind}: a member's read`, () => clinic.fhir(`Observation/${id}`, { token: member }), 404)
    await inTime(`${kind}: who they are`, () => clinic.call('auth/me', { token: member }), 200)
    const large = observation({
      identifier: Array.from({ length: 1_600 }, (_, i) => ({ system: `urn:s${i}`, value: `c${i}` })),
      note: [{ text: 'x' }],
      component: Array.from({ length: 1_200 }, (_, i) => ({
        code: { text: `x${i}` },
        valueQuantity: { value: i, unit: `u${i}` },
      })),
    })
    await inTime(
      `${kind}: the largest resource by a member`,
      () => clinic.fhir('Observation', { json: large, token: member }),
      403,
    )
  })

  test('of a resource', async () => {
    expect.hasAssertions()
    const most = observation({
      identifier: Array.from({ length: 3_300 }, (_, i) => ({ system: `urn:s${i}`, value: `c${i}` })),
    })
    const patient = {
      resourceType: 'Patient',
      name: Array.from({ length: 1_600 }, (_, i) => ({ family: `Čapek ${i}`, given: [`Ada ${i}`] })),
    }
    await inTime('a resource of 10,000 identifiers', () => clinic.fhir('Observation', { json: most }), 201)
    await inTime('a resource of 10,000 names', () => clinic.fhir('Patient', { json: patient }), 422)
    const few = { ...patient, name: patient.name.slice(0, 600) }
    await inTime('a resource of many names', () => clinic.fhir('Patient', { json: few }), 201)
    const refused = observation({
      identifier: Array.from({ length: 14_000 }, (_, i) => ({ system: `urn:s${i}`, value: `c${i}` })),
    })
    await inTime('a resource of 42,000 entries', () => clinic.fhir('Observation', { json: refused }), 422)
  })
})
