import { randomBytes } from 'node:crypto'
import { createLog } from '@damson/server'
import { type Answer, type Owner, storesUnderTest } from '@damson/testkit'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClock } from '#base/clock'
import { createKeyring } from '#base/crypto'
import { dynamic, sql } from '#base/db'
import { createAudit } from '#domain/audit'
import { type Clinic, observation, startClinic } from './clinic.ts'

/** One read as it may be asked for, and how it must end. */
interface Asked {
  readonly name: string
  readonly ask: (traceId: string) => Promise<Answer>
  readonly status: number
  /** The id in the answer, when it discloses something. */
  readonly id?: string
  /** What the audit must tell of it: outcome, who, what, and each patient whom it is about. */
  readonly told: readonly Told[]
}

type Told = readonly [outcome: number, agent: string, entity: string, patient: string | null, version: number | null]

interface StoredEvent {
  readonly id: string
  readonly project: string
  readonly event: string
  readonly agent: string
  readonly entity: string
  readonly patient: string | null
  readonly outcome: number
  readonly at: Date
}

describe.each(storesUnderTest())('reads that come at the same moment on %s', (store) => {
  let clinic: Clinic
  let stranger: Owner
  let asked: readonly Asked[]
  beforeAll(async () => {
    clinic = await startClinic({ store, shared: true })
    stranger = await clinic.actors.owner()
    asked = await everyKind()
  })
  afterAll(() => clinic.close())

  async function everyKind(): Promise<readonly Asked[]> {
    const made = async (resource: object, token?: string) =>
      (await clinic.made(resource, token === undefined ? {} : { token })).id
    const [one, other] = [await made({ resourceType: 'Patient' }), await made({ resourceType: 'Patient' })]
    const [ofOne, ofOther] = [await made(observation(`Patient/${one}`)), await made(observation(`Patient/${other}`))]
    const recipient = [one, other].map((id) => ({ reference: `Patient/${id}` }))
    const ofBoth = await made({ resourceType: 'Communication', status: 'completed', recipient })
    const ofNobody = await made({ resourceType: 'Basic', code: { text: 'of nobody' } })
    const large = await made({ resourceType: 'Basic', code: { text: 'large '.repeat(12_000) } })
    const gone = await made(observation(`Patient/${one}`))
    await clinic.fhir(`Observation/${gone}`, { method: 'DELETE' })
    const changed = await made(observation(`Patient/${one}`))
    await clinic.fhir(`Observation/${changed}`, {
      method: 'PUT',
      json: { ...observation(`Patient/${other}`), id: changed },
    })
    const foreign = await made({ resourceType: 'Patient' }, stranger.token)
    const narrow = await clinic.server([
      { resourceType: 'Observation', criteria: `Observation?patient=Patient/${one}` },
    ])
    const [me, she] = [clinic.owner.profile, stranger.profile]
    const machine = `ClientApplication/${narrow.id}`
    const by =
      (token: string, path: string, headers: Record<string, string> = {}) =>
      (userAgent: string) =>
        clinic.fhir(path, { token, headers: { ...headers, 'User-Agent': userAgent } })
    const mine = (path: string, headers?: Record<string, string>) => by(clinic.owner.token, path, headers)
    const ok = (name: string, path: string, patients: readonly (string | null)[], version = 1): Asked => ({
      name,
      ask: mine(path),
      status: 200,
      id: path.split('/')[1] ?? '',
      told: patients.map((patient) => [0, me, path, patient, version] as const),
    })
    const refused = (name: string, ask: Asked['ask'], status: number, who: string, entity: string): Asked => ({
      name,
      ask,
      status,
      told: [[4, who, entity, entity.startsWith('Patient/') ? entity : null, null]],
    })
    return [
      ok('a patient', `Patient/${one}`, [`Patient/${one}`]),
      ok('what is about a patient', `Observation/${ofOther}`, [`Patient/${other}`]),
      ok('what is about two', `Communication/${ofBoth}`, [`Patient/${one}`, `Patient/${other}`]),
      ok('what is about nobody', `Basic/${ofNobody}`, [null]),
      ok('what is large', `Basic/${large}`, [null]),
      ok('what was changed', `Observation/${changed}`, [`Patient/${other}`], 2),
      refused('what is not there', mine(`Patient/nobody`), 404, me, 'Patient/nobody'),
      refused('what was deleted', mine(`Observation/${gone}`), 410, me, `Observation/${gone}`),
      refused("another project's", mine(`Patient/${foreign}`), 404, me, `Patient/${foreign}`),
      {
        ...ok('her own', `Patient/${foreign}`, []),
        ask: by(stranger.token, `Patient/${foreign}`),
        told: [[0, she, `Patient/${foreign}`, `Patient/${foreign}`, 1]],
      },
      refused('mine, for her', by(stranger.token, `Patient/${one}`), 404, she, `Patient/${one}`),
      {
        ...ok('within a policy', `Observation/${ofOne}`, []),
        ask: by(narrow.token, `Observation/${ofOne}`),
        told: [[0, machine, `Observation/${ofOne}`, `Patient/${one}`, 1]],
      },
      refused(
        'outside of a policy',
        by(narrow.token, `Observation/${ofOther}`),
        404,
        machine,
        `Observation/${ofOther}`,
      ),
      refused('denied by a policy', by(narrow.token, `Patient/${one}`), 403, machine, `Patient/${one}`),
      {
        ...ok('what is known already', `Patient/${one}`, [`Patient/${one}`]),
        ask: mine(`Patient/${one}`, { 'If-None-Match': 'W/"1"' }),
        status: 304,
      },
    ]
  }

  /** All events there are, by the browser that each names: each request of a round has a name of its own. */
  async function kept(): Promise<readonly StoredEvent[]> {
    const projects = [clinic.owner.project, stranger.project]
    return dynamic.rows<StoredEvent>(
      clinic.store.db,
      sql`select id::text as id, project::text as project, event, agent, entity, patient, outcome, at
          from audit_events where project = any(${projects}::uuid[]) and kind = 'fhir.read'`,
    )
  }

  const toldBy = ({ outcome, agent, entity, patient, event }: StoredEvent): string =>
    JSON.stringify([outcome, agent, entity, patient, (JSON.parse(event) as { version?: number }).version ?? null])

  test('each get their own answer and leave their own events, as they would alone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(asked.length - 1), { minLength: 2, maxLength: 40 }), async (picked) => {
        const before = new Set((await kept()).map(({ id }) => id))
        const requests = picked.map((at) => asked[at]!)
        const answers = await Promise.all(requests.map(({ ask }, n) => ask(`reader ${n}`)))
        for (const [n, { name, status, id }] of requests.entries()) {
          expect([name, answers[n]?.status]).toEqual([name, status])
          if (status === 200) expect([name, answers[n]?.body.id]).toEqual([name, id])
        }
        const events = (await kept()).filter(({ id }) => !before.has(id))
        expect(events.map(toldBy).sort()).toEqual(
          requests.flatMap(({ told }) => told.map((one) => JSON.stringify(one))).sort(),
        )
      }),
      { numRuns: (fc.readConfigureGlobal().numRuns ?? 200) / 10 },
    )
  })

  test('leave events in canonical form, whose columns say what they say', async () => {
    await Promise.all(asked.map(({ ask }) => ask('reader')))
    const events = await kept()
    expect(events.length).toBeGreaterThan(asked.length)
    for (const { id, project, event, outcome, entity, patient, at } of events) {
      const members = JSON.parse(event) as Record<string, unknown>
      const names = Object.keys(members).sort()
      expect(event).toBe(`{${names.map((name) => `"${name}":${JSON.stringify(members[name])}`).join(',')}}`)
      expect(members).toMatchObject({ id, project, outcome, entity, at: at.toISOString(), kind: 'fhir.read' })
      // A refusal has no patient but the one that was asked for.
      expect(outcome === 0 ? (members['patient'] ?? null) : patient).toBe(patient)
    }
  })

  test('show who asked and from where, each the own browser', async () => {
    const [one] = asked
    const before = new Set((await clinic.events('subtype=read')).map(({ id }) => id))
    const names = Array.from({ length: 25 }, (_, n) => `browser ${n % 5}`)
    await Promise.all(names.map(async (name) => one?.ask(name)))
    const events = (await clinic.events('subtype=read')).filter(({ id }) => !before.has(id))
    const told = events
      .map(({ agent }) => agent[0]?.name)
      .map(String)
      .filter((name) => name.startsWith('browser'))
    expect(told.sort()).toEqual(names.sort())
  })

  test('share no statement with what is large: whoever else asks at that moment waits for none of it', async () => {
    const audit = createAudit({
      db: clinic.store.db,
      keyring: createKeyring(randomBytes(32)),
      clock: createClock(),
      log: createLog('silent'),
      settings: { commitMs: 60_000 },
      baseUrl: clinic.baseUrl,
    })
    const { project } = clinic.owner
    const read = async (length: number) => {
      const { id } = await clinic.made({ resourceType: 'Basic', code: { text: 'x'.repeat(length) } })
      const entry = { kind: 'fhir.read', project, outcome: 0, agent: {}, personal: {} } as const
      const { isRecorded, stored } = await audit.readRecorded(entry, { type: 'Basic', id })
      return [isRecorded, stored?.id === id]
    }
    expect(await read(60_000)).toEqual([true, true])
    expect(await read(70_000)).toEqual([false, false])
  })
})
