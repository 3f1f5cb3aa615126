/** The secrets of a project: owners set them, the Bots that are given them have them, and nobody reads them back. */
import { type Answer, storesUnderTest } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createKeyring } from '#base/crypto'
import { readSecrets, resealSecrets } from '#domain/bots'
import { issueOf } from '../fhir/clinic.ts'
import { must } from '../identity/steps.ts'
import { type BotClinic, type MadeBot, startBotClinic } from './bot-clinic.ts'

const KEY = 'sk_live_zanzibar'

describe.each(storesUnderTest())('a secret of a project on %s', (store) => {
  let clinic: BotClinic
  let bot: MadeBot
  let other: MadeBot
  beforeAll(async () => {
    clinic = await startBotClinic({ store })
    const tell = async (_client: unknown, event: { secrets: object }) => event.secrets
    ;[bot, other] = [await clinic.bot(undefined, tell), await clinic.bot(undefined, tell)]
  })
  afterAll(() => clinic.close())

  const set = (json: unknown, token = clinic.owner.token): Promise<Answer> =>
    clinic.call(`admin/projects/${clinic.owner.project}/secrets`, { method: 'POST', json, token })
  const run = (of: MadeBot): Promise<Answer> => clinic.fhir(`Bot/${of.id}/$execute`, { json: {} })
  const project = (): Promise<Answer> =>
    clinic.call(`admin/projects/${clinic.owner.project}`, { token: clinic.owner.token })

  test('is given to the Bots that name it, under its name, and to no other', async () => {
    const done = must(
      await set([
        { name: 'PAY', valueString: KEY },
        { name: 'LAB', valueString: 'ünïcode' },
      ]),
    )
    expect(done.body).toMatchObject({ resourceType: 'Project', secret: [{ name: 'LAB' }, { name: 'PAY' }] })
    must(await clinic.change(bot.reference, { secretName: ['PAY'] }))
    must(await clinic.change(other.reference, { secretName: ['LAB'] }))
    expect((await run(bot)).body).toEqual({ PAY: { name: 'PAY', valueString: KEY } })
    expect((await run(other)).body).toEqual({ LAB: { name: 'LAB', valueString: 'ünïcode' } })
    must(await clinic.change(other.reference, { secretName: undefined }))
    expect((await run(other)).body).toEqual({})
  })

  test('shows its name to administrators and its value to nobody', async () => {
    const { rows } = await clinic.store.db.query({ sql: 'select * from project_secrets', params: [] })
    expect(rows.map((row) => String(row['name'])).toSorted()).toEqual(['LAB', 'PAY'])
    const answers = [
      await project(),
      await set([{ name: 'PAY' }, { name: 'LAB' }]),
      await clinic.fhir(`Project/${clinic.owner.project}`),
      await clinic.fhir(`AuditEvent?entity=Project/${clinic.owner.project}`),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(answers[0]?.body.project.secret).toEqual([{ name: 'LAB' }, { name: 'PAY' }])
    expect([JSON.stringify(rows), ...answers.map(({ text }) => text)].filter((text) => text.includes(KEY))).toEqual([])
    const events = await clinic.events(`entity=Project/${clinic.owner.project}&subtype=project.secrets_set`)
    expect(events.map(({ outcomeDesc }) => String(outcomeDesc)).toSorted()).toEqual(['set LAB', 'set PAY'])
    // What is sealed for one project, or for one name, opens under no other.
    const keyring = createKeyring(clinic.key)
    const another = await clinic.actors.owner()
    expect(await readSecrets(clinic.store.db, keyring, another.project, ['PAY'])).toMatchObject({ refusal: ['PAY'] })
    await clinic.store.db.query({
      sql: `insert into project_secrets select $1::uuid, name, sealed, set_by, set_at from project_secrets where name = 'PAY'`,
      params: [another.project],
    })
    await expect(readSecrets(clinic.store.db, keyring, another.project, ['PAY'])).rejects.toThrow()
    await clinic.store.db.query({
      sql: 'delete from project_secrets where project = $1::uuid',
      params: [another.project],
    })
  })

  test('stays as it is without a value, and is removed where it is left out', async () => {
    must(await set([{ name: 'PAY' }, { name: 'NEW', valueString: 'x' }]))
    expect((await project()).body.project.secret).toEqual([{ name: 'NEW' }, { name: 'PAY' }])
    expect((await run(bot)).body).toEqual({ PAY: { name: 'PAY', valueString: KEY } })
    const unset = await set([{ name: 'PAY' }, { name: 'NOWHERE' }])
    expect([unset.status, issueOf(unset).reason, unset.text.includes('NOWHERE')]).toEqual([400, 'missing_value', true])
    must(await set([{ name: 'NEW' }]))
    const failed = await run(bot)
    expect([failed.status, issueOf(failed).reason, failed.text.includes('PAY')]).toEqual([
      400,
      'bot_missing_secret',
      true,
    ])
    // The Bot can be changed meanwhile, but not given what is not there.
    must(await clinic.change(bot.reference, { description: 'waits for its secret' }))
    const unknown = await clinic.change(other.reference, { secretName: ['NEW', 'PAY'] })
    expect([unknown.status, issueOf(unknown).reason, unknown.body.issue[0].expression]).toEqual([
      400,
      'unknown_secret',
      ['Bot.secretName[1]'],
    ])
  })

  test('is set by an owner alone, who is a person, and in its form', async () => {
    const before = (await project()).body.project.secret
    const { token } = await clinic.server([{ resourceType: 'Patient' }])
    const { body: settings } = must(await clinic.fhir(`Project/${clinic.owner.project}`))
    const { reference: accessPolicy } = settings.defaultAccessPolicies.find(
      ({ profileType }: { profileType: string }) => profileType === 'Admin',
    ).accessPolicy
    const machine = await clinic.actors.machine(clinic.owner, { accessPolicy })
    const { body: member } = must(await clinic.fhir(`ProjectMembership?user=ClientApplication/${machine.id}`))
    must(await clinic.change(`ProjectMembership/${member.entry[0].resource.id}`, { admin: true, adminRole: 'owner' }))
    for (const [by, reason] of [
      [token, 'needs_admin'],
      [await clinic.actors.machineToken(machine), 'needs_owner'],
    ] as const) {
      const refused = await set([{ name: 'MINE', valueString: 'x' }], by)
      expect([refused.status, issueOf(refused).reason]).toEqual([403, reason])
    }
    const bodies: readonly unknown[] = [
      {},
      [{ valueString: 'x' }],
      [{ name: 'has space', valueString: 'x' }],
      [{ name: '__proto__x!', valueString: 'x' }],
      [{ name: 'A', valueString: '' }],
      [{ name: 'A', valueString: 1 }],
      [{ name: 'A', valueBoolean: true }],
      [{ name: 'A', valueString: 'x'.repeat(8_193) }],
      [
        { name: 'A', valueString: 'x' },
        { name: 'A', valueString: 'y' },
      ],
      Array.from({ length: 101 }, (_, i) => ({ name: `A${i}`, valueString: 'x' })),
    ]
    for (const json of bodies) expect([json, (await set(json)).status]).toEqual([json, 400])
    expect((await project()).body.project.secret).toEqual(before)
  })

  test('is not set over what another owner has set meanwhile, where the request names the version it has read', async () => {
    const { project: id, token } = clinic.owner
    const at = `admin/projects/${id}/secrets`
    const list = async (): Promise<Answer> => must(await clinic.call(at, { token }))
    const setIf = (etag: string | undefined, json: unknown): Promise<Answer> =>
      clinic.call(at, { method: 'POST', json, token, headers: { 'If-Match': etag ?? '' } })
    must(await set([{ name: 'PAY', valueString: KEY }]))
    const read = await list()
    const etag = read.headers.get('etag') ?? undefined
    const { body: stored } = must(await clinic.fhir(`Project/${id}`))
    expect(etag).toBe(`W/"${stored.meta.versionId}"`)
    const theirs = must(await set([{ name: 'PAY' }, { name: 'THEIRS', valueString: 'x' }]))
    const refused = await setIf(etag, [{ name: 'PAY', valueString: 'mine' }])
    expect([refused.status, issueOf(refused).reason]).toEqual([412, 'version_mismatch'])
    // Both are there as they were.
    const now = await list()
    expect(now.body.secrets).toEqual([
      read.body.secrets[0],
      {
        name: 'THEIRS',
        setBy: expect.objectContaining({ reference: clinic.owner.profile }),
        setAt: expect.any(String),
      },
    ])
    expect(now.text.includes(KEY)).toBe(false)
    expect(now.headers.get('etag')).toBe(theirs.headers.get('etag'))
    const both = must(await setIf(theirs.headers.get('etag') ?? '', [{ name: 'PAY' }, { name: 'THEIRS' }]))
    // Nothing of it changed, so that it is no other version.
    expect(both.headers.get('etag')).toBe(theirs.headers.get('etag'))
    const removed = must(await setIf(both.headers.get('etag') ?? '', [{ name: 'PAY' }]))
    expect(removed.headers.get('etag')).not.toBe(both.headers.get('etag'))
    const { body: after } = must(await clinic.fhir(`Project/${id}`))
    expect({ ...after, meta: undefined }).toEqual({ ...stored, meta: undefined })
  })

  test('is set once where two owners have read the same version', async () => {
    const { project: id, token } = clinic.owner
    const at = `admin/projects/${id}/secrets`
    const etag = must(await clinic.call(at, { token })).headers.get('etag') ?? ''
    const answers = await Promise.all(
      ['ONE', 'OTHER'].map((name) =>
        clinic.call(at, { method: 'POST', json: [{ name, valueString: 'x' }], token, headers: { 'If-Match': etag } }),
      ),
    )
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412])
  })

  test('is listed to administrators alone, with who set it and without its value', async () => {
    const at = `admin/projects/${clinic.owner.project}/secrets`
    const { token } = await clinic.server([{ resourceType: 'Patient' }])
    const stranger = await clinic.actors.owner()
    const answers = await Promise.all([token, stranger.token].map((by) => clinic.call(at, { token: by })))
    expect(answers.map(({ status }) => status)).toEqual([403, 404])
  })

  test('is sealed anew with a new key', async () => {
    must(await set([{ name: 'PAY', valueString: KEY }]))
    const { db } = clinic.store
    const [before, after] = [createKeyring(Buffer.alloc(32, 1), clinic.key), createKeyring(Buffer.alloc(32, 1))]
    expect([await resealSecrets(db, before), await resealSecrets(db, before)]).toEqual([1, 0])
    expect(await readSecrets(db, after, clinic.owner.project, ['PAY'])).toMatchObject({
      value: { PAY: { name: 'PAY', valueString: KEY } },
    })
  })
})
