/** What Bots logged is sealed, and read by those alone whom an owner let. */
import { type Answer, type Owner, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClock } from '#base/clock'
import { createKeyring } from '#base/crypto'
import { createLog } from '#base/log'
import { createRunNotes, deployVersion, lockVersions, RUNS_KEPT_SECONDS, resealBotRuns, versionsOf } from '#domain/bots'
import { type Office, startOffice } from '../tenants/administrators.ts'

const TRACE = crypto.randomUUID()
const SECRET = 'a key of the laboratory'

describe.each(storesForWalks())('the logs of a Bot, on %s,', (store) => {
  let office: Office
  let world: World
  let owner: Owner
  let bot = ''
  let own = ''

  const call = (path: string, options: Parameters<World['call']>[1] = {}): Promise<Answer> =>
    world.call(`fhir/R4/${path}`, { token: owner.token, ...options })
  const logs = (query = '', token = owner.token): Promise<Answer> => call(`Bot/${bot}/$logs${query}`, { token })
  const change = async (reference: string, fields: object, token = owner.token): Promise<Answer> =>
    call(reference, { method: 'PUT', json: { ...(await call(reference)).body, ...fields }, token })
  const reasonOf = ({ body }: Answer): unknown => body.issue?.[0]?.details.coding?.[0]?.code
  // Runs of one millisecond are in no order.
  let noted = Date.now()
  const clock = { ...createClock(), now: () => new Date((noted += 2)) }
  const notes = () =>
    createRunNotes({
      db: world.store.db,
      keyring: createKeyring(world.key),
      clock,
      log: createLog('error'),
    })
  const run = (fields: object) => ({
    project: owner.project,
    botId: bot,
    versionId: crypto.randomUUID(),
    traceId: TRACE,
    requester: 'ClientApplication/1',
    lines: [],
    outcome: 'ok',
    error: undefined,
    secrets: { LAB: SECRET },
    ...fields,
  })

  beforeAll(async () => {
    office = await startOffice({ store })
    ;({ world, owner } = office)
    const made = await world.call(`admin/projects/${owner.project}/bot`, { json: { name: 'Lab' }, token: owner.token })
    bot = made.body.id
    own = `ProjectMembership/${office.people.owner.membership}`
    await notes().note(run({ lines: [{ level: 'info', text: `Mrs Novak, by ${SECRET}` }] }))
    await notes().note(run({ traceId: crypto.randomUUID() }))
    const error = { message: `refused ${SECRET}`, stack: 'at handler (bot.js:1:1)' }
    await notes().note(run({ traceId: crypto.randomUUID(), outcome: 'threw', error }))
  })
  afterAll(() => world.close())

  /** Somebody whose name an answer shows: what was answered is in the audit of that patient. */
  async function patient(): Promise<{ readonly profile: string; readonly heard: () => Promise<number> }> {
    const { body } = await call('Patient', {
      method: 'POST',
      json: { resourceType: 'Patient', name: [{ family: 'Novak' }] },
    })
    const profile = `Patient/${body.id}`
    const heard = async (): Promise<number> =>
      (await call(`AuditEvent?patient=${profile}&entity=Bot/${bot}`)).body.entry?.length ?? 0
    return { profile, heard }
  }

  test('are sealed in the store, and hold no secret', async () => {
    const { rows } = await world.store.db.query({ sql: 'select b::text as row from bot_runs b', params: [] })
    // The run that neither logged nor failed left nothing.
    expect(rows).toHaveLength(2)
    expect(JSON.stringify(rows)).not.toMatch(/Novak|laboratory|handler/)
  })

  test('are not for administrators just so: not even for an owner', async () => {
    expect([await logs(), await logs()].map((one) => [one.status, reasonOf(one)])).toEqual([
      [403, 'needs_bot_logs'],
      [403, 'needs_bot_logs'],
    ])
  })

  test('are for those whom an owner lets, who hold all rights of the Bot; each reading is audited', async () => {
    expect((await change(own, { readBotLogs: true })).status).toBe(200)
    const all = await logs()
    expect(all.status, all.text).toBe(200)
    expect(all.text).not.toContain(SECRET)
    const [failed, logged] = all.body.parameter.map(({ part }: { part: { name: string }[] }) =>
      Object.fromEntries(part.map(({ name, ...value }) => [name, Object.values(value)[0]])),
    )
    expect(failed).toMatchObject({ outcome: 'threw', error: 'refused [secret LAB]', stack: 'at handler (bot.js:1:1)' })
    expect(logged).toMatchObject({ outcome: 'ok', trace: TRACE, info: 'Mrs Novak, by [secret LAB]' })
    expect((await logs(`?trace=${TRACE}`)).body.parameter).toHaveLength(1)
    expect((await logs(`?before=${failed.id}`)).body.parameter).toHaveLength(1)
    expect((await logs(`?before=${logged.id}`)).body.parameter).toEqual([])
    for (const query of ['?before=x', '?patient=1', `?trace=${TRACE}&trace=${TRACE}`])
      expect((await logs(query)).status, query).toBe(400)
    expect((await call(`Bot/${bot}/$logs`, { method: 'POST', json: {} })).status).toBe(405)
    const events = await call('AuditEvent?subtype=urn:damson:audit-event|bot.logs_read&_count=50')
    const read = events.body.entry.map(({ resource }: { resource: { outcome: string; entity: object[] } }) => resource)
    expect(read.filter(({ outcome }: { outcome: string }) => outcome === '0').length).toBe(4)
    expect(read.filter(({ outcome }: { outcome: string }) => outcome === '4').length).toBe(5)
    expect(JSON.stringify(read[0].entity)).toContain(`Bot/${bot}`)
  })

  test('and versions name the patients whose Bots they are, each in the audit of that patient', async () => {
    const { profile, heard } = await patient()
    const traceId = crypto.randomUUID()
    const line = { level: 'info' as const, text: 'called' }
    await notes().note(run({ requester: profile, traceId, lines: [line] }))
    const before = await heard()
    expect((await logs()).text).toContain('"display":"Novak"')
    expect(await heard()).toBe(before + 1)
    const version = { files: {}, entry: 'bot.ts', bundle: { code: '', map: '' }, deployedBy: profile }
    const of = { project: owner.project, botId: bot }
    await world.store.db.tx(async (tx) => {
      await lockVersions(tx, of)
      await deployVersion(tx, of, version, clock.now())
    })
    expect((await call(`Bot/${bot}/$versions`)).text).toContain('"display":"Novak"')
    expect(await heard()).toBe(before + 2)
    await world.store.db.query({ sql: 'delete from bot_runs where trace = $1', params: [traceId] })
  })

  test('are not for a deployer who lacks what the Bot has, though an owner let them', async () => {
    const policy = await world.actors.policy(owner, [{ resourceType: 'Patient' }])
    const found = await call(`ProjectMembership?user=Bot/${bot}`)
    const membership = `ProjectMembership/${found.body.entry[0].resource.id}`
    expect((await change(membership, { accessPolicy: { reference: policy } })).status).toBe(200)
    const { deployer } = office.people
    expect(reasonOf(await logs('', deployer.token))).toBe('needs_bot_logs')
    const theirs = `ProjectMembership/${deployer.membership}`
    expect((await change(theirs, { readBotLogs: true })).status).toBe(200)
    expect(reasonOf(await logs('', deployer.token))).toBe('beyond_own_rights')
    // An owner has all of it.
    expect((await change(own, { readBotLogs: true })).status).toBe(200)
    expect((await logs()).status).toBe(200)
  })

  test('are given by owners alone, after a new proof where the project asks for one', async () => {
    const { nurse, 'identity-administrator': administrator } = office.people
    const theirs = `ProjectMembership/${nurse.membership}`
    const refused = await change(theirs, { readBotLogs: true }, administrator.token)
    expect([refused.status, refused.text.includes('readBotLogs')]).toEqual([403, true])
    const setting = [{ name: 'adminStepUp', valueBoolean: true }]
    expect((await change(`Project/${owner.project}`, { setting })).status).toBe(200)
    await world.travel(11 * 60_000)
    expect((await change(theirs, { readBotLogs: true })).status).toBe(401)
  })

  test('name the lines of the source, where a map of the version is kept that is not too large', async () => {
    const { db } = world.store
    const of = { project: owner.project, botId: bot }
    // The first place of the code is the first of the third line.
    const mapOf = (source: string): string =>
      JSON.stringify({ version: 3, sources: [source], names: [], mappings: 'AAEA' })
    for (const text of [mapOf('bot.ts'), `${mapOf('large.ts')}${' '.repeat(1_000_000)}`])
      await db.tx(async (tx) => {
        await lockVersions(tx, of)
        const made = { files: {}, entry: 'bot.ts', bundle: { code: '', map: text }, deployedBy: 'Practitioner/1' }
        return deployVersion(tx, of, made, new Date())
      })
    const [large, small] = await versionsOf(db, of)
    const traceId = crypto.randomUUID()
    const error = { message: 'no', stack: 'at handler (bot.js:1:1)' }
    for (const versionId of [small?.id, large?.id, crypto.randomUUID()])
      await notes().note(run({ versionId, traceId, outcome: 'threw', error }))
    const read = { ...of, before: undefined, trace: traceId, limit: 20 }
    expect((await notes().of(read)).map(({ error }) => error?.stack)).toEqual([
      'at handler (bot.js:1:1)',
      'at handler (bot.js:1:1)',
      'at handler (bot.ts:3:1)',
    ])
    // Of another project, there is nothing to read.
    expect(await notes().of({ ...read, project: crypto.randomUUID() })).toEqual([])
    await db.query({ sql: 'delete from bot_runs where trace = $1', params: [traceId] })
  })

  test('are given in parts where they are long', async () => {
    const traceId = crypto.randomUUID()
    for (const text of ['a', 'b', 'c'])
      await notes().note(run({ traceId, lines: [{ level: 'info', text: text.repeat(400_000) }] }))
    const read = (before?: string) =>
      notes().of({ project: owner.project, botId: bot, before, trace: traceId, limit: 20 })
    const letters = (runs: Awaited<ReturnType<typeof read>>) => runs.map(({ lines }) => lines[0]?.text[0]).join('')
    const first = await read()
    expect([letters(first), letters(await read(first.at(-1)?.id))]).toEqual(['cb', 'a'])
    await world.store.db.query({ sql: 'delete from bot_runs where trace = $1', params: [traceId] })
  })

  test('are sealed anew with a new key', async () => {
    const [before, after] = [createKeyring(Buffer.alloc(32, 1), world.key), createKeyring(Buffer.alloc(32, 1))]
    const { db } = world.store
    expect([await resealBotRuns(db, before), await resealBotRuns(db, before)]).toEqual([2, 0])
    const again = createRunNotes({ db, keyring: after, clock: createClock(), log: createLog('error') })
    const read = { project: owner.project, botId: bot, before: undefined, trace: TRACE, limit: 1 }
    expect((await again.of(read)).map(({ lines }) => lines[0]?.text)).toEqual(['Mrs Novak, by [secret LAB]'])
  })

  test('are forgotten after thirty days', async () => {
    await world.travel(RUNS_KEPT_SECONDS * 1_000)
    const { rows } = await world.store.db.query({ sql: 'select 1 from bot_runs', params: [] })
    expect(rows).toEqual([])
  })
})
