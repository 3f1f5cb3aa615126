import { randomUUID } from 'node:crypto'
import { validate } from '@damson/fhir'
import { type Answer, type CallOptions, type Owner, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dynamic, sql } from '#base/db'
import { timeOfUuid } from '#base/random'
import { begin, freshEmail, must, PASSWORD, redeem } from '../identity/steps.ts'
import { bound } from '../tokens/faulty-stores.ts'
import { type Clinic, entriesOf, issueOf, linkOf, observation, resourcesOf, startClinic } from './clinic.ts'

const TRAVEL_MS = 3_000
/** The events that an export reads at once, and more than two times as many. */
const A_PAGE = 500
const MANY = 1_600

describe.each(storesForWalks())('names in the audit, its live view and its export, on %s', (store) => {
  let clinic: Clinic
  let other: Owner
  let patient: string
  let nurse: { readonly token: string; readonly id: string }
  let auditor: { readonly token: string }
  beforeAll(async () => {
    clinic = await startClinic({ store })
    other = await clinic.actors.owner()
    const made = await clinic.made({ resourceType: 'Patient', name: [{ given: ['Jane'], family: 'Smith' }] })
    patient = `Patient/${made.id}`
    nurse = await clinic.server([{ resourceType: 'Patient' }, { resourceType: 'Observation' }], { name: '=cmd|calc' })
    auditor = await administrator([{ resourceType: 'AuditEvent', interaction: ['read', 'search'] }])
    await clinic.fhir(patient, { token: nurse.token })
    await clinic.fhir('Observation', { json: observation(patient), token: nurse.token })
    await clinic.fhir('Patient/nothing', { token: nurse.token })
  })
  afterAll(() => clinic.close())

  const ask = (query: string, token?: string): Promise<Answer> =>
    clinic.fhir(query, token === undefined ? {} : { token })
  interface Person {
    readonly token: string
    readonly membership: string
    readonly profile: string
  }
  /** An administrator with a policy of their own. */
  const administrator = (entries: readonly object[]): Promise<Person> => person('Practitioner', entries)
  async function person(resourceType: 'Practitioner' | 'Patient', entries: readonly object[]): Promise<Person> {
    const { owner, call, actors, inbox } = clinic
    const email = freshEmail()
    const accessPolicy = { reference: await actors.policy(owner, entries) }
    const admin = resourceType === 'Practitioner'
    const json = { resourceType, firstName: 'A', lastName: 'B', email, admin, accessPolicy }
    const { body } = must(await call(`admin/projects/${owner.project}/invite`, { json, token: owner.token }))
    must(await call('auth/setpassword', { json: { ...inbox.link(email), password: PASSWORD } }))
    const signedIn = await redeem(call, await begin(call, { email, projectId: owner.project }))
    return { token: must(signedIn).body.access_token, membership: body.id, profile: body.profile.reference }
  }
  const app = (): string => `ClientApplication/${nurse.id}`
  /** The events of a kind about the audit itself, newest first. */
  const about = async (kind: string, more = ''): Promise<readonly { readonly entity: readonly object[] }[]> =>
    resourcesOf(await ask(`AuditEvent?subtype=${kind}${more}&_count=100`))

  describe('names', () => {
    test('are in the answer for those who may read them, only where they are asked for, and the patient can see that', async () => {
      const query = `AuditEvent?agent=${app()}&subtype=read&outcome=0`
      const [plain] = resourcesOf(await ask(query))
      expect(JSON.stringify(plain)).not.toMatch(/display":"(Jane|=cmd)/)
      const before = (await clinic.events(`patient=${patient}`)).length
      const [named] = resourcesOf(await ask(`${query}&_names=true`))
      expect(named.agent[0].who).toEqual({ reference: app(), display: '=cmd|calc' })
      expect(named.entity[0].what).toMatchObject({ reference: `${patient}/_history/1`, display: 'Jane Smith' })
      expect(validate(named)).toEqual([])
      const events = await clinic.events(`patient=${patient}`)
      // Of the search that showed the name, and of the one that counted before it.
      expect(events.length - before).toBe(2)
      expect(events.map(({ agent }) => agent[0]?.who?.reference)).toContain(clinic.owner.profile)
    })

    test('are left out for those who may read the audit and nothing else', async () => {
      const [event] = resourcesOf(await ask(`AuditEvent?agent=${app()}&subtype=read&_names=true`, auditor.token))
      expect(event.agent[0].who).toEqual({ reference: app() })
      expect(JSON.stringify(event)).not.toMatch(/Jane|=cmd/)
    })

    test('of another project are never found', async () => {
      const text = { resourceType: 'Practitioner', name: [{ family: 'Foreign' }] }
      const { body } = await clinic.call('fhir/R4/Practitioner', { json: text, token: other.token })
      await ask(`Practitioner/${body.id}`)
      const found = resourcesOf(await ask(`AuditEvent?entity=Practitioner/${body.id}&_names=true`))
      expect(found.length).toBeGreaterThan(0)
      expect(JSON.stringify(found)).not.toContain('Foreign')
    })

    test('are those of a project, and of the person whose membership an event is about', async () => {
      const { owner } = clinic
      const { name } = (await ask(`Project/${owner.project}`)).body
      const person = await administrator([{ resourceType: 'Basic' }])
      const of = async (entity: string, token?: string) =>
        resourcesOf(await ask(`AuditEvent?entity=${entity}&_count=1&_names=true`, token))[0].entity[0].what
      await ask(`ProjectMembership/${person.membership}`)
      const membership = `ProjectMembership/${person.membership}`
      expect(await of(membership)).toMatchObject({ display: 'A B' })
      expect(await of(membership, auditor.token)).not.toHaveProperty('display')
      await ask(`Project/${owner.project}`)
      expect(await of(`Project/${owner.project}`)).toMatchObject({ display: name })
    })

    test('are those of accounts of the server, by their membership here, for those who may read it', async () => {
      const by = async (token?: string) =>
        resourcesOf(await ask('AuditEvent?subtype=project.created&_count=1&_names=true', token))[0].agent[0].who
      const { reference, display } = await by()
      expect([reference, display]).toEqual([expect.stringMatching(/^User\//), expect.any(String)])
      const { profile } = clinic.owner
      const named = await administrator([
        { resourceType: 'AuditEvent', interaction: ['read', 'search'] },
        { resourceType: 'ProjectMembership', interaction: ['read', 'search'] },
        {
          resourceType: 'Practitioner',
          interaction: ['read', 'search'],
          criteria: `Practitioner?_id=${profile.split('/')[1]}`,
        },
      ])
      expect(await by(named.token)).toEqual({ reference, display })
      const elsewhere = await administrator([
        { resourceType: 'AuditEvent', interaction: ['read', 'search'] },
        {
          resourceType: 'ProjectMembership',
          interaction: ['read', 'search'],
          criteria: `ProjectMembership?_id=${randomUUID()}`,
        },
        { resourceType: 'Practitioner', interaction: ['read', 'search'] },
      ])
      for (const token of [auditor.token, elsewhere.token]) expect(await by(token)).toEqual({ reference })
    })

    test('of authors are in a history that asks for them, for those who may read them', async () => {
      const headers = { 'X-Medplum': 'extended' }
      const authorIn = async (query: string, options: CallOptions) =>
        resourcesOf(await clinic.fhir(`${patient}/_history${query}`, options))[0].meta.author
      const { profile } = clinic.owner
      const display = expect.any(String)
      expect(await authorIn('?_names=true', { headers })).toEqual({ reference: profile, display })
      expect(await authorIn('', { headers })).toEqual({ reference: profile })
      expect(await authorIn('?_names=true', {})).toBe(undefined)
      expect(await authorIn('?_names=true', { headers, token: nurse.token })).toEqual({ reference: profile })
      expect((await clinic.fhir(`${patient}/_history?_names=yes`)).status).toBe(400)
    })

    test('of patients are told to their audit: of the author of a version, and of whose membership an event is about', async () => {
      const { profile, membership, token } = await person('Patient', [{ resourceType: 'Basic' }])
      const headers = { 'X-Medplum': 'extended' }
      const { id } = must(
        await clinic.fhir('Basic', { json: { resourceType: 'Basic', code: { text: 'a' } }, token }),
      ).body
      await ask(`ProjectMembership/${membership}`)
      const heard = async (kind: string): Promise<number> =>
        (await clinic.events(`patient=${profile}&subtype=${kind}`)).length
      const [histories, searches] = [await heard('history'), await heard('search')]
      const [version] = resourcesOf(await clinic.fhir(`Basic/${id}/_history?_names=true`, { headers }))
      expect(version.meta.author).toEqual({ reference: profile, display: 'A B' })
      expect(await heard('history')).toBe(histories + 1)
      const about = `AuditEvent?entity=ProjectMembership/${membership}`
      const [event] = resourcesOf(await ask(`${about}&_count=1&_names=true`))
      expect(event.entity[0].what).toMatchObject({ display: 'A B' })
      // Of it, and of the three that counted: each is a search about the patient.
      expect(await heard('search')).toBe(searches + 3)
    })

    test.each(['_names=yes', '_names=true&_names=true'])('are not asked for by %s', async (query) => {
      const refused = await ask(`AuditEvent?${query}`)
      expect([refused.status, issueOf(refused).code]).toEqual([400, 'invalid'])
    })
  })

  describe('the live view', () => {
    test('begins now, tells each event once, and the audit of it once a minute', async () => {
      const query = `AuditEvent/$watch?agent=${app()}&_names=true`
      const begun = await ask(query)
      expect([begun.status, entriesOf(begun)]).toEqual([200, []])
      await clinic.travel(TRAVEL_MS)
      await clinic.fhir(patient, { token: nurse.token })
      const seen: string[] = []
      let next = linkOf(begun, 'next') ?? ''
      for (let times = 0; times < 4; times += 1) {
        await clinic.travel(TRAVEL_MS)
        const answer = await ask(next.slice(clinic.fhirUrl.length))
        expect(answer.status, answer.text).toBe(200)
        for (const { id, entity } of resourcesOf(answer)) {
          seen.push(id)
          expect(entity[0].what.display).toBe('Jane Smith')
        }
        next = linkOf(answer, 'next') ?? ''
      }
      const [newest] = await clinic.events(`agent=${app()}&subtype=read&_count=1`)
      expect(seen).toEqual([newest?.id])
      // One for watching, and one for the patient whose name was shown.
      expect(await about('audit.watched')).toHaveLength(2)
      expect(await about('audit.watched', `&patient=${patient}`)).toHaveLength(1)
    })

    test('waits until events are settled, and goes on after the event that is named', async () => {
      const [last] = await clinic.events(`agent=${app()}&_count=1`)
      await clinic.fhir(patient, { token: nurse.token })
      const query = `AuditEvent/$watch?agent=${app()}&_after=${last?.id}`
      expect(entriesOf(await ask(query))).toEqual([])
      await clinic.travel(TRAVEL_MS)
      expect(entriesOf(await ask(query))).toHaveLength(1)
    })

    test('is no way to read what is long ago with one event a minute', async () => {
      const [first] = await clinic.events('_sort=date&_count=1')
      await clinic.travel(180_000)
      const before = (await about('audit.watched')).length
      for (const count of [1, 1, 2])
        expect((await ask(`AuditEvent/$watch?_after=${first?.id}&_count=${count}`)).status).toBe(200)
      expect((await about('audit.watched')).length - before).toBe(3)
    })

    test('stays near the present where nothing happens', async () => {
      let next = `AuditEvent/$watch?agent=ClientApplication/${randomUUID()}`
      for (const ms of [0, 600_000, 600_000]) {
        await clinic.travel(ms)
        next = (linkOf(await ask(next), 'next') ?? '').slice(clinic.fhirUrl.length)
        const [{ recorded } = { recorded: '' }] = await clinic.events('_count=1')
        const place = timeOfUuid(next.split('_after=')[1] ?? '')?.getTime() ?? 0
        expect(new Date(recorded).getTime() - place).toBeLessThan(60_000)
      }
    })

    test('shows no other project, and not what the policy hides', async () => {
      const query = `AuditEvent/$watch?_after=${(await clinic.events('_sort=date&_count=1'))[0]?.id}`
      const theirs = await clinic.call(`fhir/R4/${query}`, { token: other.token })
      expect(theirs.status).toBe(200)
      expect(theirs.text).not.toContain(nurse.id)
      const few = await administrator([
        { resourceType: 'AuditEvent', criteria: `AuditEvent?agent=${app()}`, interaction: ['read', 'search'] },
      ])
      const answer = resourcesOf(await ask(query, few.token))
      expect(answer.length).toBeGreaterThan(0)
      expect(answer.every(({ agent }) => agent[0].who.reference === app())).toBe(true)
      const refused = await ask(query, nurse.token)
      expect(refused.status).toBe(403)
      expect(await about('audit.watched', '&outcome=4')).toHaveLength(1)
    })

    test.each(['_after=nothing', `_after=${randomUUID()}`, '_after=a&_after=b', 'nonsense=1', '_names=1'])(
      'refuses %s',
      async (query) => {
        const refused = await ask(`AuditEvent/$watch?${query}`)
        expect([refused.status, issueOf(refused).text.length > 15]).toEqual([400, true])
      },
    )
  })

  describe('the export', () => {
    test('has what the search has, one event a line, and is an event itself', async () => {
      const query = `agent=${app()}`
      const events = await clinic.events(query)
      const file = await ask(`AuditEvent/$export?${query}`)
      expect(file.status, file.text).toBe(200)
      expect(file.headers.get('content-type')).toBe('application/fhir+ndjson; charset=utf-8')
      expect(file.headers.get('content-disposition')).toBe('attachment; filename="audit.ndjson"')
      expect(linesOf(file).map((line) => JSON.parse(line))).toEqual(events)
      expect(await about('audit.exported')).toHaveLength(1)
      const ofPatient = await ask(`AuditEvent/$export?patient=${patient}`)
      expect(ofPatient.status).toBe(200)
      expect(await about('audit.exported', `&patient=${patient}`)).toHaveLength(1)
    })

    test('goes on after the last line of one that ended', async () => {
      const query = `agent=${app()}&_sort=date`
      const all = linesOf(await ask(`AuditEvent/$export?${query}`))
      const first = linesOf(await ask(`AuditEvent/$export?${query}&_count=2`))
      const { id } = JSON.parse(first[1] ?? '{}') as { readonly id: string }
      const rest = linesOf(await ask(`AuditEvent/$export?${query}&_after=${id}`))
      expect([...first, ...rest]).toEqual(all)
    })

    test('as a table names staff and apps and no patient, and calculates nothing in a spreadsheet', async () => {
      const query = `agent=${app()}&subtype=read&outcome=0&_names=true&_outputFormat=text/csv`
      const before = (await clinic.events(`patient=${patient}`)).length
      const file = await clinic.fhir(`AuditEvent/$export?${query}`, { headers: { Accept: 'text/csv' } })
      expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8')
      const [head, line] = linesOf(file)
      expect(head).toMatch(/^\uFEFF?id,recorded,kind,outcome/)
      expect(line).toContain("'=cmd|calc")
      expect(line).toContain(patient)
      expect(file.text).not.toMatch(/Jane|,=cmd/)
      // The one of the question before.
      expect((await clinic.events(`patient=${patient}`)).length).toBe(before + 1)
    })

    test('names no patient whose membership an event is about', async () => {
      const { membership } = await person('Patient', [{ resourceType: 'Basic' }])
      await ask(`ProjectMembership/${membership}`)
      const file = await ask(`AuditEvent/$export?entity=ProjectMembership/${membership}&_names=true`)
      expect([file.status, linesOf(file).length > 0, file.text.includes('A B')]).toEqual([200, true, false])
    })

    test('visits many events in pieces, and ends in the middle once its reader may not read them any more', async () => {
      const reader = await administrator([{ resourceType: 'AuditEvent', interaction: ['read', 'search'] }])
      await copies(MANY)
      const ids = linesOf(await ask('AuditEvent/$export', reader.token)).map((line) => JSON.parse(line).id)
      expect(ids.length).toBeGreaterThan(MANY)
      expect(new Set(ids).size).toBe(ids.length)
      const { node, reached, letGo } = await holdingNode()
      const answer = await fetch(`${node.baseUrl}fhir/R4/AuditEvent/$export`, {
        headers: { Authorization: `Bearer ${reader.token}` },
      })
      expect(answer.status).toBe(200)
      await reached
      must(
        await node.call(`admin/projects/${clinic.owner.project}/members/${reader.membership}/sign-ins`, {
          method: 'DELETE',
          token: clinic.owner.token,
        }),
      )
      letGo()
      let read = ''
      const rest = async (): Promise<void> => {
        for await (const piece of answer.body ?? []) read += Buffer.from(piece).toString('latin1')
      }
      // A broken answer, which nobody takes for a whole one: the page that was being read, and none after it.
      await expect(rest()).rejects.toThrow()
      expect(read.split('\n').length - 1).toBe(2 * A_PAGE)
    })

    test('runs twice at a time for a project, and no more', async () => {
      const { node, letGo } = await holdingNode()
      const once = (token: string, more = '') => node.call(`fhir/R4/AuditEvent/$export${more}`, { token })
      const { token } = clinic.owner
      const begun = await Promise.all(
        [1, 2].map(() =>
          fetch(`${node.baseUrl}fhir/R4/AuditEvent/$export`, { headers: { Authorization: `Bearer ${token}` } }),
        ),
      )
      expect(begun.map(({ status }) => status)).toEqual([200, 200])
      const refused = await once(token)
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60'])
      expect((await once(other.token, '?_count=1')).status).toBe(200)
      for (const { body } of begun) await body?.cancel()
      letGo()
      await expect.poll(async () => (await once(token, '?_count=1')).status).toBe(200)
    })

    test('is refused to those who may not read the audit, by a form of its own, and in a batch', async () => {
      const before = (await about('audit.exported', '&outcome=4')).length
      const refusals: readonly (readonly [Answer, number, string])[] = [
        [await ask('AuditEvent/$export', nurse.token), 403, 'forbidden'],
        [await clinic.call('fhir/R4/AuditEvent/$export'), 401, 'login'],
        [await ask('AuditEvent/$export?_outputFormat=xml'), 400, 'invalid'],
        [await ask('AuditEvent/$export?_total=accurate'), 400, 'invalid'],
        [await ask('AuditEvent/$export?_summary=count'), 400, 'invalid'],
        [await ask('AuditEvent/$export?nonsense=1'), 400, 'not-supported'],
        [await ask('AuditEvent/$export?_after=x'), 400, 'invalid'],
      ]
      for (const [answer, status, code] of refusals)
        expect([answer.status, issueOf(answer).code], answer.text).toEqual([status, code])
      // All but the one of nobody.
      expect((await about('audit.exported', '&outcome=4')).length - before).toBe(6)
      const batch = {
        resourceType: 'Bundle',
        type: 'batch',
        entry: [{ request: { method: 'GET', url: 'AuditEvent/$export' } }],
      }
      const [entry] = entriesOf(await clinic.fhir('', { json: batch }))
      expect(entry.response.status).toBe('400')
      const theirs = await clinic.call('fhir/R4/AuditEvent/$export', { token: other.token })
      expect(theirs.status).toBe(200)
      expect(theirs.text).not.toContain(nurse.id)
    })
  })

  /** A node whose exports wait before they read their second page, until they may. */
  async function holdingNode() {
    const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const node = await clinic.restarted({
      faulty: (db) => ({
        ...bound(db),
        async query(query) {
          if (/select id, at, event.* and \(at, id\) </s.test(query.sql)) {
            reached.resolve()
            await released.promise
          }
          return db.query(query)
        },
      }),
    })
    return { node, reached: reached.promise, letGo: released.resolve }
  }

  /** So many more events, each like one that is there. */
  async function copies(count: number): Promise<void> {
    const id = sql`(lpad(to_hex((extract(epoch from e.at) * 1000)::bigint + n), 12, '0') || '7' || lpad(to_hex(n % 4096), 3, '0')
      || '8' || substr(md5(n::text), 1, 15))::uuid`
    const at = sql`to_char((e.at + n * interval '1 millisecond') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
    await dynamic.run(
      clinic.store.db,
      sql`insert into audit_events
        (project, at, id, kind, action, outcome, agent, app, entity, patient, event, writer, sequence)
      select e.project, e.at + n * interval '1 millisecond', ${id}, e.kind, e.action, e.outcome, e.agent, e.app, e.entity,
        e.patient,
        regexp_replace(replace(e.event, e.id::text, (${id})::text), '"at":"[^"]*"', '"at":"' || ${at} || '"'), ${randomUUID()}::uuid, n
      from (select * from audit_events where project = ${clinic.owner.project} and personal is not null order by at limit 1) e,
        generate_series(1, ${count}::int) n`,
    )
  }
})

const linesOf = ({ text }: Answer): readonly string[] => text.split(/\r?\n/).filter((line) => line !== '')
