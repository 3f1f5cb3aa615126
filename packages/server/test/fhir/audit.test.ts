import { validate } from '@damson/fhir'
import { type CallOptions, type Machine, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dynamic, sql } from '#base/db'
import {
  allPages,
  batchOf,
  type Clinic,
  type Event,
  entriesOf,
  issueOf,
  observation,
  patch,
  resourcesOf,
  startClinic,
} from './clinic.ts'

const NOBODY = '00000000-0000-4000-8000-000000000000'
const CURL = { 'User-Agent': 'an-app/1.0' }

const kindOf = ({ subtype }: Event): string => subtype.at(-1)?.code ?? ''
const whoOf = ({ agent }: Event): string | undefined => agent[0]?.who?.reference
const whatOf = ({ entity }: Event): string | undefined => entity?.[0]?.what?.reference ?? entity?.[0]?.name
const queryOf = ({ entity }: Event): string => Buffer.from(entity?.[0]?.query ?? '', 'base64').toString()

describe.each(storesForWalks())('the audit of the FHIR API on %s', (store) => {
  let clinic: Clinic
  let server: Machine & { readonly token: string }
  let device: Machine & { readonly token: string }
  beforeAll(async () => {
    clinic = await startClinic({ store })
    const entries = [{ resourceType: 'Patient' }, { resourceType: 'Observation' }]
    server = await clinic.server(entries)
    const accessPolicy = await clinic.actors.policy(clinic.owner, entries)
    const machine = await clinic.actors.machine(clinic.owner, {
      kind: 'device',
      accessPolicy,
      extra: { basicAllowed: true },
    })
    device = { ...machine, token: await clinic.actors.machineToken(machine) }
  })
  afterAll(() => clinic.close())

  /** The events that calls caused, oldest first. */
  async function eventsOf(run: () => Promise<unknown>): Promise<readonly Event[]> {
    const [last] = await clinic.events('_count=1')
    await run()
    const all = await clinic.events()
    const events = all.slice(
      0,
      all.findIndex(({ id }) => id === last?.id),
    )
    // Reading the audit is audited too.
    return events.filter((event) => whatOf(event) !== 'AuditEvent').reverse()
  }

  test('tells of every interaction: who, what, with which outcome, from where, by which app', async () => {
    const { id } = await clinic.made({ resourceType: 'Patient' })
    const { id: extra } = await clinic.made({ resourceType: 'Patient' })
    const [at, resource] = [`Patient/${id}`, { resourceType: 'Patient', id }]
    const calls: readonly [path: string, options: CallOptions, kind: string, action: string, entity: string][] = [
      ['Patient', { json: { resourceType: 'Patient' } }, 'fhir.create', 'C', 'new'],
      [at, {}, 'fhir.read', 'R', `${at}/_history/1`],
      [at, { headers: { 'If-None-Match': 'W/"1"' } }, 'fhir.read', 'R', `${at}/_history/1`],
      [`${at}/_history/1`, {}, 'fhir.vread', 'R', `${at}/_history/1`],
      [at, { method: 'PUT', json: resource }, 'fhir.update', 'U', `${at}/_history/2`],
      [at, patch([{ op: 'add', path: '/active', value: true }]), 'fhir.patch', 'U', `${at}/_history/3`],
      [`Patient?_id=${id}`, { method: 'PUT', json: resource }, 'fhir.update', 'U', `${at}/_history/4`],
      [
        'Patient',
        { json: resource, headers: { 'If-None-Exist': `_id=${id}` } },
        'fhir.search',
        'E',
        `${at}/_history/4`,
      ],
      [`Patient?_id=${id}`, {}, 'fhir.search', 'E', 'Patient'],
      ['Patient/_search', { form: { _id: id } }, 'fhir.search', 'E', 'Patient'],
      [`${at}/_history`, {}, 'fhir.history', 'R', at],
      [`Patient/_history?_count=1`, {}, 'fhir.history', 'R', 'Patient'],
      [`Patient/${extra}`, { method: 'DELETE' }, 'fhir.delete', 'D', `Patient/${extra}/_history/2`],
      ['metadata', {}, '', '', ''],
    ]
    for (const [path, options, kind, action, entity] of calls) {
      const told = await eventsOf(async () => {
        const answer = await clinic.fhir(path, { ...options, headers: { ...options.headers, ...CURL } })
        expect(answer.status, answer.text).toBeLessThan(400)
      })
      // The condition of a write is a search of its own.
      const searches = kind === 'fhir.update' && path.includes('?') ? ['fhir.search'] : []
      expect(told.map(kindOf)).toEqual([...searches, kind].filter((one) => one !== ''))
      const event = told.at(-1)
      if (kind === '') expect(event).toBeUndefined()
      else {
        expect(event, path).toMatchObject({
          action,
          outcome: '0',
          type: { system: 'http://terminology.hl7.org/CodeSystem/audit-event-type', code: 'rest' },
          agent: [
            {
              who: { reference: clinic.owner.profile },
              requestor: true,
              name: CURL['User-Agent'],
              network: { type: '2', address: expect.stringMatching(/127\.0\.0\.1|::1/) },
            },
          ],
          source: { observer: { identifier: { value: clinic.baseUrl } } },
        })
        expect(event === undefined ? '' : [kindOf(event), whatOf(event)]).toEqual([
          kind,
          entity === 'new' ? expect.stringMatching(/^Patient\/.*\/_history\/1$/) : entity,
        ])
        expect(validate(event), JSON.stringify(event)).toEqual([])
      }
    }
  })

  test('tells of every refusal, and why', async () => {
    const { id } = await clinic.made({ resourceType: 'Patient' })
    const at = `Patient/${id}`
    const { token } = server
    const calls: readonly [path: string, options: CallOptions, kind: string, reason: string, entity: string][] = [
      [`Patient/${NOBODY}`, {}, 'fhir.read', 'status_404', `Patient/${NOBODY}`],
      [`${at}/_history/9`, {}, 'fhir.vread', 'status_404', at],
      [`Patient/${NOBODY}/_history`, {}, 'fhir.history', 'status_404', `Patient/${NOBODY}`],
      [
        at,
        { method: 'PUT', json: { resourceType: 'Patient', id }, headers: { 'If-Match': 'W/"9"' } },
        'fhir.update',
        'version_mismatch',
        at,
      ],
      [at, { method: 'PUT', json: { resourceType: 'Patient', id: 'other' } }, 'fhir.update', 'wrong_id', at],
      [at, patch([{ op: 'remove', path: '/nothing' }]), 'fhir.patch', 'patch_failed', at],
      ['Patient', { json: { resourceType: 'Patient', nonsense: 1 } }, 'fhir.create', 'invalid_resource', 'Patient'],
      [
        'Patient',
        { raw: '<x/>', headers: { 'Content-Type': 'application/fhir+xml' } },
        'fhir.create',
        'wrong_content_type',
        'Patient',
      ],
      ['Patient?nonsense=1', {}, 'fhir.search', 'search_unknown', 'Patient'],
      ['Patient?_cursor=x', {}, 'fhir.search', 'invalid_cursor', 'Patient'],
      ['Practitioner', { token }, 'fhir.search', 'type_forbidden', 'Practitioner'],
      ['Practitioner/1', { token }, 'fhir.read', 'type_forbidden', 'Practitioner/1'],
      ['AuditEvent', { token }, 'fhir.search', 'type_forbidden', 'AuditEvent'],
      ['AuditEvent', { json: { resourceType: 'AuditEvent' } }, 'fhir.create', 'written_by_server', 'AuditEvent'],
      ['Patient/1/$execute', {}, 'fhir.operation', 'interaction_forbidden', 'Patient/1'],
      [
        `ClientApplication/${NOBODY}/$rotate-secret`,
        { json: {} },
        'client.secret_rotated',
        'not_parameters',
        `ClientApplication/${NOBODY}`,
      ],
    ]
    for (const [path, options, kind, reason, entity] of calls) {
      const [last] = await clinic.events('_count=1')
      expect((await clinic.fhir(path, options)).status).toBeGreaterThan(399)
      const all = await clinic.events()
      const [event, ...more] = all
        .slice(
          0,
          all.findIndex((one) => one.id === last?.id),
        )
        .filter(({ outcome }) => outcome !== '0')
      expect(more).toEqual([])
      expect(event, path).toMatchObject({ outcome: '4', outcomeDesc: reason })
      if (event !== undefined) {
        expect([kindOf(event), whatOf(event)]).toEqual([kind, entity])
        expect(whoOf(event)).toBe(options.token === undefined ? clinic.owner.profile : `ClientApplication/${server.id}`)
      }
    }
  })

  test('tells a person, a server and a device apart, by Bearer and by Basic, and so does the history', async () => {
    const { id } = await clinic.made({ resourceType: 'Patient' })
    const [at, resource] = [`Patient/${id}`, { resourceType: 'Patient', id }]
    const put = { method: 'PUT', json: resource }
    const events = await eventsOf(async () => {
      for (const credential of [{}, { token: server.token }, { token: device.token }, { basic: device.basic }])
        expect((await clinic.fhir(at, { ...put, ...credential })).status).toBe(200)
    })
    const authors = [
      clinic.owner.profile,
      `ClientApplication/${server.id}`,
      ...[1, 2].map(() => `ClientApplication/${device.id}`),
    ]
    expect(events.map(whoOf)).toEqual(authors)
    expect(events.map(({ agent }) => agent.length)).toEqual([1, 1, 1, 1])
    const history = await clinic.fhir(`${at}/_history`, { headers: { 'X-Medplum': 'extended' } })
    expect(
      resourcesOf(history)
        .map(({ meta }) => meta.author.reference)
        .reverse(),
    ).toEqual([clinic.owner.profile, ...authors])
    for (const author of new Set(authors)) {
      const found = await clinic.events(`agent=${author}&entity=${at}&action=U`)
      expect(found.length).toBe(authors.filter((one) => one === author).length)
    }
  })

  test('names the app that a person uses as a second agent, by which it is found', async () => {
    const made = await clinic.call(`admin/projects/${clinic.owner.project}/client`, {
      token: clinic.owner.token,
      json: { name: 'app', kind: 'app', firstParty: true, allowedOrigin: [new URL(clinic.baseUrl).origin] },
    })
    expect(made.status, made.text).toBe(201)
    const app = `ClientApplication/${made.body.id}`
    const { email, password, project } = clinic.owner
    const tokens = await clinic.actors.signIn(email, password, { clientId: made.body.id, projectId: project })
    expect(tokens.status, tokens.text).toBe(200)
    const { id } = await clinic.made({ resourceType: 'Patient' })
    const [event] = await eventsOf(() => clinic.fhir(`Patient/${id}`, { token: tokens.body.access_token }))
    expect(event?.agent).toMatchObject([
      { who: { reference: clinic.owner.profile }, requestor: true },
      { who: { reference: app }, requestor: false, type: { coding: [{ code: '110150' }] } },
    ])
    expect((await clinic.events(`agent=${app}&entity=Patient/${id}`)).map((one) => one.id)).toEqual([event?.id])
  })

  test('tells each patient of whatever showed something of theirs', async () => {
    const ids = []
    for (let n = 0; n < 3; n += 1) {
      const { id } = await clinic.made({ resourceType: 'Patient', name: [{ family: 'Told' }] })
      ids.push(id)
    }
    const [one = '', two = ''] = ids.map((id) => `Patient/${id}`)
    const { id } = await clinic.made(observation(one))
    const both = {
      resourceType: 'Appointment',
      status: 'booked',
      participant: [one, two].map((reference) => ({ actor: { reference }, status: 'accepted' })),
    }
    const { id: shared } = await clinic.made(both)

    const events = await eventsOf(async () => {
      await clinic.fhir('Patient?family=Told')
      await clinic.fhir(`Observation/${id}`)
      await clinic.fhir(`Observation/${id}/_history`)
      await clinic.fhir(`Observation/${id}/_history/1`)
      await clinic.fhir(`Observation?_id=${id}`)
      await clinic.fhir(`Observation?_id=${NOBODY}`)
      await clinic.fhir(`Appointment/${shared}`)
      await clinic.fhir(`Appointment/${shared}`, { method: 'DELETE' })
      await clinic.fhir(`${one}/_history/7`)
    })
    const of = (patient: string) =>
      events
        .filter(({ entity = [] }) => entity.some(({ what }) => what?.reference.replace(/\/_history.*/, '') === patient))
        .map(kindOf)
        // What is of the same millisecond has no order.
        .sort()
    expect(of(one)).toEqual([
      'fhir.delete',
      'fhir.history',
      'fhir.read',
      'fhir.read',
      'fhir.search',
      'fhir.search',
      'fhir.vread',
      'fhir.vread',
    ])
    expect(of(two)).toEqual(['fhir.delete', 'fhir.read', 'fhir.search'])
    expect(events.filter((event) => kindOf(event) === 'fhir.search')).toHaveLength(5)

    for (const [patient, kinds] of [
      [one, of(one)],
      [two, of(two)],
    ] as const) {
      for (const query of [`patient=${patient}`, `patient=${patient.slice(8)}`, `entity=${patient}`]) {
        const found = await clinic.events(`${query}&date=ge${events[0]?.recorded}&_sort=date`)
        expect(
          found
            .filter((event) => events.some((other) => other.id === event.id))
            .map(kindOf)
            .sort(),
          query,
        ).toEqual(kinds)
      }
    }
  })

  test('tells of each entry of a batch, and of the refused ones why', async () => {
    const { id } = await clinic.made({ resourceType: 'Patient' })
    const events = await eventsOf(() =>
      clinic.fhir(
        '',
        batchOf([
          { request: { method: 'GET', url: `Patient/${id}` } },
          { request: { method: 'POST', url: 'Observation' }, resource: observation(`Patient/${id}`) },
          { request: { method: 'GET', url: `Patient/${NOBODY}` } },
          { request: { method: 'GET', url: `Patient?_id=${id}` } },
          { request: { method: 'DELETE', url: `User/${NOBODY}` } },
          { request: { method: 'DELETE', url: `Patient/${id}` } },
        ]),
      ),
    )
    expect(events.map((event) => `${kindOf(event)} ${event.outcome} ${event.outcomeDesc ?? ''}`.trim())).toEqual([
      'fhir.read 0',
      'fhir.create 0',
      'fhir.read 4 status_404',
      'fhir.search 0',
      'fhir.delete 4 written_by_server',
      'fhir.delete 0',
    ])
    for (const event of events) expect(whoOf(event)).toBe(clinic.owner.profile)
  })

  test('keeps the search that was asked, refused or not, by GET, by POST and by condition', async () => {
    const events = await eventsOf(async () => {
      await clinic.fhir('Patient?name=Ada')
      await clinic.fhir('Patient/_search', { form: 'name=Grace' })
      await clinic.fhir('Patient?secret=Alan')
      await clinic.fhir('Patient?name=Kurt&unknown=1', { method: 'PUT', json: { resourceType: 'Patient' } })
    })
    expect(events.map(queryOf)).toEqual(['name=Ada', 'name=Grace', 'secret=Alan', 'name=Kurt&unknown=1'])
    const [long] = await eventsOf(() => clinic.fhir('Patient/_search', { form: `name=${'x'.repeat(500_000)}` }))
    expect(long === undefined ? 0 : queryOf(long).length).toBe(10_000)
  })

  test('is read by its id, and searched in pages', async () => {
    const [newest] = await clinic.events('_count=1')
    const read = await clinic.fhir(`AuditEvent/${newest?.id}`)
    expect(read).toMatchObject({ status: 200, body: { resourceType: 'AuditEvent', id: newest?.id } })
    expect([read.headers.get('ETag'), read.headers.get('Last-Modified')]).toEqual([
      'W/"1"',
      new Date(newest?.recorded ?? '').toUTCString(),
    ])
    expect((await clinic.events(`_id=${newest?.id}`)).map(({ id }) => id)).toEqual([newest?.id])
    for (const id of [NOBODY, '018f0000-0000-7000-8000-000000000000', 'x'])
      expect((await clinic.fhir(`AuditEvent/${id}`)).status).toBe(404)

    // Oldest first, since each page adds an event of its own.
    const until = `date=lt${newest?.recorded}`
    const all = (await clinic.events(`${until}&_sort=date`)).map(({ id }) => id)
    const pages = await allPages(clinic, `AuditEvent?_sort=date&_count=7&${until}`)
    expect(pages.flatMap(resourcesOf).map(({ id }) => id)).toEqual(all)
    const back = await allPages(clinic, `AuditEvent?_sort=-date&_count=50&${until}`)
    expect(back.flatMap(resourcesOf).map(({ id }) => id)).toEqual([...all].reverse())
    const counted = await clinic.fhir(`AuditEvent?_count=1&_total=accurate&${until}`)
    expect([counted.body.total, entriesOf(counted).length]).toEqual([all.length, 1])
  })

  test('is for administrators alone', async () => {
    const { token } = await clinic.server([
      { resourceType: 'AuditEvent', interaction: ['read', 'search'] },
      { resourceType: '*' },
    ])
    const [event] = await clinic.events('_count=1')
    for (const path of ['AuditEvent', `AuditEvent/${event?.id}`, 'AuditEvent/_history'])
      expect((await clinic.fhir(path, { token })).status, path).toBe(403)
  })

  test('a policy that narrows it is obeyed', async () => {
    const narrow = async (criteria: string) => {
      const name = `narrow${Math.random().toString(36).slice(2)}`
      const accessPolicy = await clinic.actors.policy(clinic.owner, [
        { resourceType: 'AuditEvent', criteria, interaction: ['read', 'search'] },
      ])
      const invited = await clinic.call(`admin/projects/${clinic.owner.project}/invite`, {
        token: clinic.owner.token,
        json: {
          resourceType: 'Practitioner',
          firstName: 'N',
          lastName: name,
          email: `${name}@example.org`,
          membership: { admin: true, accessPolicy: { reference: accessPolicy } },
        },
      })
      expect(invited.status, invited.text).toBe(200)
      const { id, secret } = clinic.inbox.link(`${name}@example.org`)
      const password = 'a long enough password'
      await clinic.call('auth/setpassword', { json: { id, secret, password } })
      const tokens = await clinic.actors.signIn(`${name}@example.org`, password, { projectId: clinic.owner.project })
      expect(tokens.status, tokens.text).toBe(200)
      return tokens.body.access_token as string
    }
    await clinic.fhir('Patient', { token: server.token })
    const agent = `ClientApplication/${server.id}`
    const token = await narrow(`AuditEvent?agent=${agent}`)
    const seen = await clinic.fhir('AuditEvent?_count=1000&_total=accurate', { token })
    const who = new Set(resourcesOf(seen).map(({ agent: [one] }) => one.who.reference))
    expect([...who]).toEqual([agent])
    expect(seen.body.total).toBe(entriesOf(seen).length)
    const [theirs] = await clinic.events(`agent=${clinic.owner.profile}&_count=1`)
    const [own] = await clinic.events(`agent=${agent}&_count=1`)
    expect((await clinic.fhir(`AuditEvent/${own?.id}`, { token })).status).toBe(200)
    expect((await clinic.fhir(`AuditEvent/${theirs?.id}`, { token })).status).toBe(404)
    expect((await clinic.fhir(`AuditEvent?agent=${clinic.owner.profile}&_total=accurate`, { token })).body.total).toBe(
      0,
    )
    // What no column tells is told of one event, and not searched by.
    const byName = await narrow('AuditEvent?agent-name=nobody')
    expect((await clinic.fhir(`AuditEvent/${own?.id}`, { token: byName })).status).toBe(404)
    const refused = await clinic.fhir('AuditEvent', { token: byName })
    expect([refused.status, issueOf(refused).reason]).toEqual([403, 'audit_narrowing'])
  })

  test('is changed by nobody through the API', async () => {
    const [event] = await clinic.events('_count=1')
    const at = `AuditEvent/${event?.id}`
    for (const [path, options] of [
      ['AuditEvent', { json: event }],
      ['AuditEvent', { json: event, headers: { 'If-None-Exist': 'action=R' } }],
      [at, { method: 'PUT', json: event }],
      ['AuditEvent?action=R', { method: 'PUT', json: event }],
      [at, patch([{ op: 'replace', path: '/outcome', value: '0' }])],
      [at, { method: 'DELETE' }],
    ] as const) {
      const refused = await clinic.fhir(path, options)
      expect([refused.status, issueOf(refused).reason], path).toEqual([403, 'written_by_server'])
    }
    expect((await clinic.fhir(at)).body).toEqual(event)
  })

  test('is changed by nobody through SQL, in whichever partition', async () => {
    const { db } = clinic.store
    const partitions = await dynamic.rows<{ name: string }>(
      db,
      sql`select inhrelid::regclass::text as name from pg_inherits where inhparent = 'audit_events'::regclass`,
    )
    expect(partitions.length).toBeGreaterThanOrEqual(4)
    await db.exec(
      `insert into audit_events_rest select project, '1999-01-01', gen_random_uuid(), kind, action, outcome, agent, app,
        entity, patient, login_id, event, personal, subject, writer, sequence from audit_events limit 1`,
    )
    await db.exec(
      `insert into audit_chain (ordinal, at, project, event_id, writer, sequence, event_hash, previous_hash, hash)
        select 1, at, project, id, writer, sequence, '', '', '' from audit_events limit 1`,
    )
    const filled = []
    for (const { name } of [...partitions, { name: 'audit_events' }, { name: 'audit_chain' }]) {
      const { some } = await dynamic.one<{ some: number }>(db, sql`select count(*) as some from ${sql.table(name)}`)
      if (some > 0) filled.push(name)
      const changes = [
        `truncate ${name}`,
        `truncate ${name} cascade`,
        ...(some === 0
          ? []
          : [
              `delete from ${name}`,
              `update ${name} set at = at`,
              `delete from only ${name} where true`,
              `update ${name} set hash = ''`,
            ]),
      ]
      for (const change of changes.filter(
        (text) =>
          !(text.includes('hash') && name !== 'audit_chain') && !(text.includes('only') && name === 'audit_events'),
      ))
        await expect(db.exec(change), change).rejects.toThrow(/append-only/)
    }
    expect(filled).toContain('audit_events_rest')
    expect(filled.length).toBeGreaterThanOrEqual(4)
  })

  test('holds nothing personal in clear in any column of any table of its own', async () => {
    const personal = { headers: { 'User-Agent': 'Mozilla-of-Ada' } }
    await clinic.fhir('Patient?name=Personalname', personal)
    await clinic.actors.signIn('somebody-personal@example.org', 'a wrong password indeed')
    const { db } = clinic.store
    for (const table of ['audit_events', 'audit_chain', 'audit_subject_keys']) {
      const rows = await dynamic.rows<{ row: string }>(
        db,
        sql`select ${sql.raw(table)}::text as row from ${sql.table(table)}`,
      )
      const text = rows.map(({ row }) => row).join('\n')
      for (const word of [
        'Personalname',
        'Mozilla-of-Ada',
        'somebody-personal',
        '127.0.0.1',
        clinic.owner.email,
        'Lovelace',
        'name=',
      ])
        expect(
          text.includes(word) || text.includes(Buffer.from(word).toString('base64').slice(0, -2)),
          `${word} in ${table}`,
        ).toBe(false)
    }
    const [event] = await clinic
      .events('entity-type=x')
      .catch(() => clinic.events('type=rest&subtype=search&_count=10'))
    expect(event).toBeDefined()
    const search = (await clinic.events('subtype=search')).find((one) => queryOf(one) === 'name=Personalname')
    expect(search?.agent[0]?.name).toBe('Mozilla-of-Ada')
  })

  test('forgets what is personal of somebody when their key is deleted, and keeps the event', async () => {
    const other = await clinic.actors.owner()
    const ask = async (query: string): Promise<readonly Event[]> =>
      resourcesOf(await clinic.fhir(`AuditEvent?${query}`, { token: other.token }))
    await clinic.fhir('Patient?name=Forgotten', { token: other.token, headers: CURL })
    const [before] = await ask('subtype=search&_count=1')
    expect(before === undefined ? '' : queryOf(before)).toBe('name=Forgotten')

    const { db } = clinic.store
    const forget = sql`delete from audit_subject_keys where project = ${other.project}
      and subject = ${`User/${other.userId}`}`
    expect(await dynamic.run(db, forget)).toBe(1)

    const after = await clinic.fhir(`AuditEvent/${before?.id}`, { token: other.token })
    expect(after.status).toBe(200)
    expect(after.text).not.toMatch(/Rm9yZ290dGVu|an-app|127\.0\.0\.1/)
    const { agent, entity, ...rest } = after.body
    expect({ agent, entity }).toEqual({
      agent: [
        { who: { reference: other.profile }, requestor: true, policy: [expect.stringMatching(/^urn:damson:login:/)] },
      ],
      entity: [{ name: 'Patient' }],
    })
    expect(before).toMatchObject(rest)
    expect(validate(after.body)).toEqual([])
    // What this node still seals with the deleted key is unreadable too, and never an error.
    await clinic.fhir('Patient?name=Later', { token: other.token })
    for (const event of await ask('subtype=search&_count=50')) expect(queryOf(event)).toBe('')
    if (store === 'pglite') return

    // A node that has not seen the deleted key makes a new one, which opens only what it sealed.
    const second = await clinic.secondNode()
    await second.call('fhir/R4/Patient?name=Anew', { token: other.token })
    const queries = (await ask('subtype=search&_count=50')).map(queryOf)
    expect(queries.filter((query) => query.startsWith('name='))).toEqual(['name=Anew'])
  })
})
