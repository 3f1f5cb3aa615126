import { randomUUID } from 'node:crypto'
import type { Condition } from '@damson/fhir'
import { type Answer, type Owner, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dynamic, sql } from '#base/db'
import { type Bar, timelineOf } from '#domain/audit'
import { narrowed } from '#domain/resources'
import { freshEmail, must, PASSWORD } from '../identity/steps.ts'
import { batchOf, type Clinic, entriesOf, issueOf, startClinic } from './clinic.ts'

interface Told {
  readonly countedFrom: string
  readonly complete: boolean
  /** Where each bar begins, what succeeded in it and what was refused. */
  readonly bars: readonly (readonly [from: string, succeeded: number, refused: number])[]
}
interface Part {
  readonly name: string
  readonly part?: readonly Part[]
  readonly [value: `value${string}`]: unknown
}

const EVERYTHING: Condition = { op: 'all', of: [] }
const MARCH = '_from=2025-03-28T23:00:00Z&_until=2025-03-31T22:00:00Z'

describe.each(storesForWalks())('the timeline of the audit, on %s', (store) => {
  let clinic: Clinic
  let other: Owner
  let patient: string
  let nurse: { readonly token: string; readonly id: string }
  let app: string
  beforeAll(async () => {
    clinic = await startClinic({ store })
    other = await clinic.actors.owner()
    patient = `Patient/${(await clinic.made({ resourceType: 'Patient', name: [{ family: 'Smith' }] })).id}`
    nurse = await clinic.server([{ resourceType: 'Patient' }])
    app = `ClientApplication/${nurse.id}`
    await clinic.fhir(patient, { token: nurse.token })
    await clinic.fhir('Observation', { token: nurse.token })
    // A week in which the clocks of Madrid are put forward, on the day in the middle.
    const week = ['2025-03-29T22:30:00Z', '2025-03-29T23:30:00Z', '2025-03-29T23:50:00Z', '2025-03-30T22:30:00Z']
    for (const { project } of [clinic.owner, other]) await happened(project, week, [0, 4, 0, 8])
  })
  afterAll(() => clinic.close())

  /** As if the app had read the patient then. */
  async function happened(project: string, at: readonly string[], outcomes: readonly number[]): Promise<void> {
    await dynamic.run(
      clinic.store.db,
      sql`insert into audit_events (project, at, id, kind, action, outcome, agent, app, entity, patient, event, writer, sequence)
        select ${project}::uuid, t.at, gen_random_uuid(), 'fhir.read', 'R', t.outcome, ${app}, null, ${patient}, ${patient},
          e.event, ${randomUUID()}::uuid, t.outcome
        from unnest(${at}::timestamptz[], ${outcomes.map(String)}::smallint[]) as t (at, outcome),
          (select event from audit_events limit 1) as e`,
    )
  }

  const ask = (query: string, token?: string): Promise<Answer> =>
    clinic.fhir(`AuditEvent/$timeline?${query}`, token === undefined ? {} : { token })
  async function told(query: string, token?: string): Promise<Told> {
    const answer = await ask(query, token)
    expect(answer.status, answer.text).toBe(200)
    const { parameter } = answer.body as { readonly parameter: readonly Part[] }
    const valueOf = (parts: readonly Part[] | undefined, name: string): unknown => {
      const { name: _, ...value } = parts?.find((part) => part.name === name) ?? { name }
      return Object.values(value)[0]
    }
    return {
      countedFrom: String(valueOf(parameter, 'countedFrom')),
      complete: valueOf(parameter, 'complete') === true,
      bars: parameter
        .filter(({ name }) => name === 'bar')
        .map(({ part }) => [
          String(valueOf(part, 'from')).slice(0, 16),
          Number(valueOf(part, 'succeeded')),
          Number(valueOf(part, 'refused')),
        ]),
    }
  }
  const sumOf = ({ bars }: Told): readonly [number, number] => [
    bars.reduce((sum, [, succeeded]) => sum + succeeded, 0),
    bars.reduce((sum, [, , refused]) => sum + refused, 0),
  ]
  /** The token of an administrator whose policy has this entry alone. */
  async function reader(more: object): Promise<string> {
    const { owner, call, actors, inbox } = clinic
    const email = freshEmail()
    const entry = { resourceType: 'AuditEvent', interaction: ['read', 'search'], ...more }
    const accessPolicy = { reference: await actors.policy(owner, [entry]) }
    const json = { resourceType: 'Practitioner', firstName: 'A', lastName: 'B', email, admin: true, accessPolicy }
    must(await call(`admin/projects/${owner.project}/invite`, { json, token: owner.token }))
    must(await call('auth/setpassword', { json: { ...inbox.link(email), password: PASSWORD } }))
    return must(await actors.signIn(email, PASSWORD, { projectId: owner.project })).body.access_token
  }

  test('counts by days of a time zone, those refused apart', async () => {
    expect(await told(`${MARCH}&_by=day&_zone=Europe/Madrid&agent=${app}`)).toEqual({
      countedFrom: '2025-03-28T23:00:00.000Z',
      complete: true,
      bars: [
        ['2025-03-28T23:00', 1, 0],
        ['2025-03-29T23:00', 1, 1],
        ['2025-03-30T22:00', 0, 1],
      ],
    })
    const { bars } = await told(`_from=2025-03-29T22:00:00Z&_until=2025-03-30T00:00:00Z&_by=hour&agent=${app}`)
    expect(bars).toEqual([
      ['2025-03-29T22:00', 1, 0],
      ['2025-03-29T23:00', 1, 1],
    ])
    expect((await told(`${MARCH}&_by=month&outcome=8`)).bars).toEqual([['2025-03-28T23:00', 0, 1]])
  })

  test('counts the events that a search finds, whatever it searches by', async () => {
    const [{ recorded: until } = { recorded: '' }] = await clinic.events('_count=1')
    const isRefused = ({ outcome }: { readonly outcome: string }): boolean => outcome !== '0'
    for (const query of [
      '_lastUpdated=ge2025-04-01',
      `agent=${app}`,
      `patient=${patient}`,
      `patient=${patient}&subtype=read`,
      'subtype=client.created,membership.created,read',
      'subtype=client.created,membership.created',
      'subtype=bot.deployed',
      'outcome=4,8,12',
      `outcome=4&agent=${app}`,
      `agent=${app},${clinic.owner.profile}`,
      `entity=${patient}&outcome=0`,
      'type=rest&action=R',
      'agent:missing=true',
    ]) {
      // What asking for it writes is later.
      const events = await clinic.events(`${query}&date=ge2025-04-01&date=lt${until}`)
      const refused = events.filter(isRefused).length
      const counted = await told(`${query}&_from=2025-04-01T00:00:00Z&_until=${until}&_by=month`)
      expect([query, ...sumOf(counted)]).toEqual([query, events.length - refused, refused])
    }
  })

  test('looks at a part of many events, the newest, and says since when it has counted all', async () => {
    const { db } = clinic.store
    const { project } = clinic.owner
    const bars: readonly Bar[] = [28, 29, 30].map((day) => ({
      from: new Date(`2025-03-${day}T00:00:00Z`),
      until: new Date(`2025-03-${day + 1}T00:00:00Z`),
    }))
    const counted = async (condition: Condition, most?: number, within: Condition = EVERYTHING) => {
      const wanted = { condition: narrowed(condition, within), within }
      const timeline = await timelineOf(db, project, wanted, bars, most)
      return [timeline.countedFrom.toISOString(), ...timeline.bars.map((bar) => [bar.succeeded, bar.refused])]
    }
    const byApp: Condition = { op: 'term', terms: [`agent=${app}`] }
    const all = EVERYTHING
    // By the number of all of them and of those refused: ten times as many.
    expect(await counted(all)).toEqual(['2025-03-28T00:00:00.000Z', [0, 0], [2, 1], [0, 1]])
    expect(await counted(all, 2)).toEqual(['2025-03-28T00:00:00.000Z', [0, 0], [2, 1], [0, 1]])
    const refusedOfApp: Condition = { op: 'all', of: [byApp, { op: 'term', terms: ['outcome=4'] }] }
    const alsoAll: Condition = { op: 'not', of: { op: 'any', of: [] } }
    for (const condition of [alsoAll, byApp]) {
      expect(await counted(condition)).toEqual(['2025-03-28T00:00:00.000Z', [0, 0], [2, 1], [0, 1]])
      expect(await counted(condition, 5)).toEqual(['2025-03-28T00:00:00.000Z', [0, 0], [2, 1], [0, 1]])
      // The day of which a part was looked at has at least so many; what is before it is not told.
      expect(await counted(condition, 2)).toEqual(['2025-03-29T23:50:00.001Z', [1, 0], [0, 1]])
      expect(await counted(condition, 1)).toEqual(['2025-03-30T22:30:00.001Z', [0, 1]])
    }
    expect(await counted(refusedOfApp, 5)).toEqual(['2025-03-28T00:00:00.000Z', [0, 0], [0, 1], [0, 0]])
    // What the reader may not read is not looked at either: since when all is counted would tell how much there is of it.
    const ofOthers: Condition = { op: 'not', of: byApp }
    for (const condition of [all, byApp])
      expect(await counted(condition, 1, ofOthers)).toEqual(['2025-03-28T00:00:00.000Z', [0, 0], [0, 0], [0, 0]])
  })

  test('counts five times as many where nothing but the time is asked', async () => {
    const at = Array.from({ length: 30 }, (_, minute) => `2024-05-01T00:${String(minute).padStart(2, '0')}:00Z`)
    await happened(clinic.owner.project, [...at, '2024-05-01T00:29:30Z'], [...at.map(() => 0), 4])
    const bars: readonly Bar[] = [0, 10, 20].map((minute) => ({
      from: new Date(Date.UTC(2024, 4, 1, 0, minute)),
      until: new Date(Date.UTC(2024, 4, 1, 0, minute + 10)),
    }))
    const counted = async (most: number) => {
      const wanted = { condition: EVERYTHING, within: EVERYTHING }
      const timeline = await timelineOf(clinic.store.db, clinic.owner.project, wanted, bars, most)
      return [timeline.countedFrom.toISOString(), ...timeline.bars.map((bar) => [bar.succeeded, bar.refused])]
    }
    expect(await counted(7)).toEqual(['2024-05-01T00:00:00.000Z', [10, 0], [10, 0], [10, 1]])
    expect(await counted(4)).toEqual(['2024-05-01T00:11:00.001Z', [9, 0], [10, 1]])
    // Too many refusals to tell them from the others: the newest of all, by themselves.
    expect(await counted(1)).toEqual(['2024-05-01T00:29:30.001Z', [0, 1]])
  })

  test('tells nothing of another project', async () => {
    // Both have as many events of this app in March, and only one has those of today.
    for (const token of [clinic.owner.token, other.token])
      expect(sumOf(await told(`${MARCH}&agent=${app}`, token))).toEqual([2, 2])
    expect(sumOf(await told(`agent=${app}&_by=hour`, other.token))).toEqual([0, 0])
    expect(sumOf(await told(`agent=${app}&_by=hour`))).not.toEqual([0, 0])
  })

  test('counts within the policy of whoever asks', async () => {
    const everything = await reader({})
    expect(sumOf(await told(MARCH, everything))).toEqual([2, 2])
    expect(sumOf(await told(MARCH, await reader({ criteria: 'AuditEvent?outcome=0' })))).toEqual([2, 0])
    const ofOthers = await reader({ criteria: `AuditEvent?agent=${clinic.owner.profile}` })
    expect(sumOf(await told(MARCH, ofOthers))).toEqual([0, 0])
    expect(sumOf(await told(`${MARCH}&agent=${app}`, ofOthers))).toEqual([0, 0])
    const refused = await ask(MARCH, await reader({ criteria: 'AuditEvent?agent-name=nobody' }))
    expect([refused.status, issueOf(refused).reason]).toEqual([403, 'audit_narrowing'])
  })

  test('is refused to whoever may not search the audit, and that is recorded', async () => {
    const refusals = async () => (await clinic.events('subtype=search&outcome=4')).length
    const before = await refusals()
    const reads = await reader({ interaction: ['read'] })
    for (const token of [nurse.token, reads]) {
      const refused = await ask(MARCH, token)
      expect([refused.status, issueOf(refused).code], refused.text).toEqual([403, 'forbidden'])
    }
    expect((await clinic.call(`fhir/R4/AuditEvent/$timeline?${MARCH}`)).status).toBe(401)
    expect(await refusals()).toBe(before + 2)
  })

  test('is recorded like a search, for the patient whom it names', async () => {
    const heard = async (): Promise<number> =>
      (await clinic.events(`patient=${patient}&subtype=search&agent=${clinic.owner.profile}`)).length
    const before = await heard()
    await told(`${MARCH}&patient=${patient}`)
    // And the search that counted.
    expect(await heard()).toBe(before + 2)
  })

  test('is asked for by GET, also in a batch, and never by POST', async () => {
    const entry = { request: { method: 'GET', url: `AuditEvent/$timeline?${MARCH}` } }
    const [answer] = entriesOf(await clinic.fhir('', batchOf([entry])))
    expect([answer.response.status, answer.resource.resourceType]).toEqual(['200', 'Parameters'])
    expect((await clinic.fhir('AuditEvent/$timeline', { json: {} })).status).toBe(405)
    expect((await clinic.fhir('Patient/$timeline')).status).toBe(404)
  })

  test.each([
    ['_by=week', 'invalid_by'],
    ['_by=day&_by=day', 'repeated_parameter'],
    ['_zone=Mars/Phobos', 'invalid_zone'],
    ['_from=yesterday', 'invalid_instant'],
    ['_from=2025-02-30T25:00:00Z', 'invalid_instant'],
    ['_until=2025-01-01', 'invalid_instant'],
    ['_from=2025-01-02T00:00:00Z&_until=2025-01-02T00:00:00Z', 'invalid_period'],
    ['_from=2999-01-01T00:00:00Z', 'invalid_period'],
    ['_from=2020-01-01T00:00:00Z&_until=2025-01-01T00:00:00Z', 'too_many_bars'],
    ['_from=2025-01-01T00:00:00Z&_until=2025-02-01T00:00:00Z&_by=hour', 'too_many_bars'],
    ['_count=5', 'unsupported_parameter'],
    ['_sort=date', 'unsupported_parameter'],
    ['_names=true', 'unsupported_parameter'],
    ['_cursor=x', 'unsupported_parameter'],
    ['nonsense=1', 'search_unsupported'],
  ])('refuses %s', async (query, reason) => {
    const refused = await ask(query)
    expect([refused.status, issueOf(refused).reason], refused.text).toEqual([400, reason])
  })
})
