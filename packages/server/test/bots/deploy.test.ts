/** The code of Bots: how it comes, who sees it, and how an earlier version runs again. */
import { randomUUID } from 'node:crypto'
import { type Answer, storesForWalks, storesUnderTest } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  activateVersion,
  activeProgram,
  anyActiveBot,
  type BotOf,
  deployVersion,
  lockVersions,
  sourceOf,
  versionsOf,
} from '#domain/bots'
import { type ActingClinic, startActingClinic } from '../acting/acting-clinic.ts'
import { type Clinic, issueOf, startClinic } from '../fhir/clinic.ts'
import { must } from '../identity/steps.ts'

const codeOf = (word: string): string => `export async function handler() { return '${word}' }`

describe.each(storesForWalks())('the code of a Bot on %s', (store) => {
  let clinic: Clinic
  beforeAll(async () => {
    clinic = await startClinic({ store })
  })
  afterAll(() => clinic.close())

  const made = async (): Promise<string> => {
    const at = `admin/projects/${clinic.owner.project}/bot`
    return must(await clinic.call(at, { json: { name: 'analyzer' }, token: clinic.owner.token })).body.id
  }
  const deploy = (id: string, json: object, token = clinic.owner.token): Promise<Answer> =>
    clinic.fhir(`Bot/${id}/$deploy`, { json, token })
  const running = async (id: string): Promise<string | undefined> =>
    (await activeProgram(clinic.store.db, clinic.owner.project, id))?.code
  const source = async (id: string, query = ''): Promise<Answer> => clinic.fhir(`Bot/${id}/$source${query}`)
  const versions = async (id: string): Promise<readonly (readonly [number, boolean])[]> =>
    (must(await clinic.fhir(`Bot/${id}/$versions`)).body.parameter ?? []).map(
      ({ part }: { part: { name: string; valueInteger: number; valueBoolean: boolean }[] }) => [
        part.find(({ name }) => name === 'number')?.valueInteger,
        part.find(({ name }) => name === 'active')?.valueBoolean,
      ],
    )

  test('comes by $deploy, is kept in versions, and rolls back', async () => {
    const id = await made()
    expect([await running(id), await versions(id), (await source(id, '?version=1')).status]).toEqual([
      undefined,
      [],
      404,
    ])
    expect(must(await deploy(id, { code: codeOf('first'), filename: 'main.ts' })).body).toMatchObject({
      resourceType: 'OperationOutcome',
      id: 'ok',
    })
    expect(await running(id)).toContain('first')
    const second = `import { word } from './lib/word'\nexport const handler = async () => word`
    must(await deploy(id, { code: second, files: { 'lib/word.ts': `export const word = 'second'` } }))
    expect(await running(id)).toContain('second')
    expect(must(await clinic.fhir(`Bot/${id}/$execute`, { json: {} })).text).toBe('second')
    expect(await versions(id)).toEqual([
      [2, true],
      [1, false],
    ])
    const { profile: reference } = clinic.owner
    const [newest] = (await clinic.fhir(`Bot/${id}/$versions`)).body.parameter
    expect(newest.part.at(-1)).toEqual({
      name: 'deployedBy',
      valueReference: { reference, display: expect.any(String) },
    })
    const files = (answer: Answer): object =>
      Object.fromEntries(
        must(answer).body.parameter.flatMap(({ name, part }: { name: string; part: { valueString: string }[] }) =>
          name === 'file' ? [part.map(({ valueString }) => valueString)] : [],
        ),
      )
    expect(files(await source(id))).toEqual({
      'index.ts': second,
      'lib/word.ts': `export const word = 'second'`,
    })
    expect(files(await source(id, '?version=1'))).toEqual({ 'main.ts': codeOf('first') })
    expect((await source(id, '?version=9')).status).toBe(404)

    const rollBack = (json: object): Promise<Answer> => clinic.fhir(`Bot/${id}/$roll-back`, { json })
    must(await rollBack({}))
    expect(await running(id)).toContain('first')
    expect(issueOf(await rollBack({})).reason).toBe('no_earlier_version')
    expect((await rollBack({ version: 7 })).status).toBe(404)
    must(await rollBack({ version: 2 }))
    expect(await running(id)).toContain('second')

    const kinds = (await clinic.events(`entity=Bot/${id}`)).map(({ subtype, outcome, outcomeDesc }) =>
      [subtype[0]?.code, outcome, outcomeDesc].join(' '),
    )
    for (const kind of [
      'bot.deployed 0 version_1',
      'bot.deployed 0 version_2',
      'bot.source_read 0 version_1',
      'bot.rolled_back 0 version_1',
      'bot.rolled_back 4 no_earlier_version',
      'bot.rolled_back 0 version_2',
    ])
      expect(kinds).toContain(kind)
  })

  test('is none at first: $source says so, with the version of the first deployment, and nothing has failed', async () => {
    const id = await made()
    const none = must(await source(id))
    expect(none.body).toEqual({ resourceType: 'Parameters' })
    const headers = { 'If-Match': none.headers.get('etag') ?? '' }
    const json = { code: codeOf('first') }
    must(await clinic.fhir(`Bot/${id}/$deploy`, { json, token: clinic.owner.token, headers }))
    expect((await source(id)).headers.get('etag')).toBe('W/"1"')
    const events = await clinic.events(`entity=Bot/${id}&subtype=bot.source_read`)
    expect(events.map(({ outcome, outcomeDesc }) => `${outcome} ${outcomeDesc}`).toSorted()).toEqual([
      '0 version_0',
      '0 version_1',
    ])
  })

  test('is changed only while the version runs that If-Match names', async () => {
    const id = await made()
    const { token } = clinic.owner
    const change = async (operation: string, ifMatch: string, json: object): Promise<readonly unknown[]> => {
      const headers = { 'If-Match': ifMatch }
      const answer = await clinic.fhir(`Bot/${id}/${operation}`, { json, token, headers })
      return [answer.status, answer.status === 200 ? answer.headers.get('etag') : issueOf(answer).reason]
    }
    const words = (word: string): object => ({ code: codeOf(word) })
    const MISMATCH = [412, 'version_mismatch']
    for (const wrong of ['W/"1"', '"x"', '*', ''])
      expect(await change('$deploy', wrong, words('never')), wrong).toEqual(MISMATCH)
    expect(await change('$roll-back', 'W/"1"', {})).not.toContain(200)
    expect(await versions(id)).toEqual([])
    expect(await change('$deploy', 'W/"0"', words('first'))).toEqual([200, 'W/"1"'])
    expect((await source(id)).headers.get('etag')).toBe('W/"1"')
    expect(await change('$deploy', 'W/"0"', words('never'))).toEqual(MISMATCH)
    expect(await change('$deploy', 'W/"1"', words('second'))).toEqual([200, 'W/"2"'])
    expect(await change('$roll-back', 'W/"1"', { version: 1 })).toEqual(MISMATCH)
    expect(await change('$roll-back', 'W/"2"', { version: 1 })).toEqual([200, null])
    const headers = { 'If-Match': 'W/"2"' }
    const refused = await clinic.fhir(`Bot/${id}/$deploy`, { json: words('never'), token, headers })
    expect(refused.text).toContain('Version 1 of the code runs now')
    expect([await running(id), (await source(id, '?version=2')).headers.get('etag')]).toEqual([
      expect.stringContaining('first'),
      'W/"2"',
    ])
    expect((await versions(id)).length).toBe(2)
    // Who may not deploy does not hear which version runs.
    const stranger = await clinic.actors.owner()
    expect((await clinic.fhir(`Bot/${id}/$deploy`, { json: {}, token: stranger.token, headers })).status).toBe(404)
  })

  test('is refused with the file, the line and the name of what is wrong, and nothing changes', async () => {
    const id = await made()
    const code = `import fs from 'node:fs'\nexport const handler = () => fs`
    const refused = await deploy(id, { code, filename: 'src/main.ts' })
    expect(refused.status).toBe(400)
    expect(refused.body.issue).toEqual([
      expect.objectContaining({
        severity: 'error',
        details: {
          text: expect.stringContaining('src/main.ts, line 1, column 16: "node:fs" is not there for Bots.'),
          coding: [{ system: 'urn:damson:reason', code: 'invalid_code' }],
        },
      }),
    ])
    const bodies: readonly (readonly [unknown, string])[] = [
      [{}, 'not_deployable'],
      [{ code: 1 }, 'not_deployable'],
      [{ code: 'x', other: 1 }, 'not_deployable'],
      [{ code: 'x', files: { 'a.ts': 1 } }, 'not_deployable'],
      [{ code: ' ' }, 'no_code'],
      [{ code: 'x', filename: '../main.ts' }, 'invalid_name'],
      [{ code: 'x', filename: '/etc/main.ts' }, 'invalid_name'],
      [{ code: 'x', files: { 'a/./b.ts': '' } }, 'invalid_name'],
      [{ code: 'x', filename: 'a.ts', files: { 'a.ts': '' } }, 'file_twice'],
    ]
    for (const [json, reason] of bodies) {
      const answer = await deploy(id, json as object)
      expect([answer.status, issueOf(answer).reason]).toEqual([400, reason])
    }
    expect(await versions(id)).toEqual([])
  })

  test('comes into a Bot by no write, and goes with the Bot', async () => {
    const id = await made()
    must(await deploy(id, { code: codeOf('kept') }))
    const { body: bot } = must(await clinic.fhir(`Bot/${id}`))
    const attachment = { contentType: 'text/javascript', url: 'Binary/1' }
    for (const [name, value] of Object.entries({ code: 'x', sourceCode: attachment, executableCode: attachment })) {
      for (const [path, method, json] of [
        [`Bot/${id}`, 'PUT', { ...bot, [name]: value }],
        ['Bot', 'POST', { resourceType: 'Bot', name: 'x', [name]: value }],
      ] as const) {
        const refused = await clinic.fhir(path, { method, json })
        expect([refused.status, issueOf(refused).reason, refused.body.issue[0].expression]).toEqual([
          400,
          'code_by_deploy',
          [`Bot.${name}`],
        ])
        expect(refused.text).toContain('Bot/id/$deploy')
      }
    }
    expect(await running(id)).toContain('kept')
    must(await clinic.fhir(`Bot/${id}`, { method: 'DELETE' }))
    expect(await running(id)).toBe(undefined)
    expect((await deploy(id, { code: codeOf('again') })).status).toBe(410)
    expect(await running(id)).toBe(undefined)
  })

  test('is seen by deployers alone, and is nobody else’s', async () => {
    const id = await made()
    must(await deploy(id, { code: codeOf('secret') }))
    const { token } = await clinic.server([{ resourceType: 'Bot' }, { resourceType: 'Binary' }])
    const other = await clinic.actors.owner()
    for (const [method, operation] of [
      ['GET', '$source'],
      ['GET', '$versions'],
      ['POST', '$deploy'],
      ['POST', '$roll-back'],
    ] as const) {
      const at = `Bot/${id}/${operation}`
      const json = method === 'POST' ? { json: operation === '$deploy' ? { code: codeOf('mine') } : {} } : {}
      const answers = [
        await clinic.fhir(at, { method, ...json, token }),
        await clinic.fhir(at, { method, ...json, token: other.token }),
      ]
      expect(answers.map(({ status }) => status)).toEqual([403, 404])
      expect(answers.some(({ text }) => text.includes('secret'))).toBe(false)
    }
    for (const path of [`Bot/${id}`, `Bot/${id}/_history`, `Bot?_id=${id}`])
      expect((await clinic.fhir(path, { token })).text).not.toContain('secret')
    expect(await running(id)).toContain('secret')
  })
})

describe.each(storesUnderTest())('the versions of a Bot on %s', (store) => {
  let clinic: ActingClinic
  let bundled = 0
  let whileBundled: () => Promise<unknown> = () => Promise.resolve()
  beforeAll(async () => {
    const bundle = async () => {
      bundled += 1
      await whileBundled()
      return { ok: true, value: { code: 'x', map: 'x' } } as const
    }
    const run = () => Promise.reject(new Error('no Bot runs here'))
    clinic = await startActingClinic({ store, bots: { sandbox: { run }, bundler: { bundle } } })
  })
  afterAll(() => clinic.close())

  test('are numbered by Bot, one of them runs, and the oldest are dropped', async () => {
    const { db } = clinic.store
    const bot: BotOf = { project: clinic.owner.project, botId: randomUUID() }
    const [other, foreign] = [
      { ...bot, botId: randomUUID() },
      { ...bot, project: randomUUID() },
    ]
    const now = new Date()
    const add = (of: BotOf, word: string): Promise<number> =>
      db.tx(async (tx) => {
        await lockVersions(tx, of)
        const bundle = { code: word, map: `map of ${word}` }
        const made = { files: { 'a.ts': word }, entry: 'a.ts', bundle, deployedBy: 'Practitioner/1' }
        return deployVersion(tx, of, made, now)
      })
    const use = (of: BotOf, number: number): Promise<boolean> => db.tx((tx) => activateVersion(tx, of, number, now))
    expect((await anyActiveBot.one(db)).any).toBe(false)
    // At once: each has a number of its own.
    const numbers = await Promise.all(['one', 'two', 'three'].map((word) => add(bot, word)))
    expect(numbers.toSorted((a, b) => a - b)).toEqual([1, 2, 3])
    expect([await add(other, 'else'), (await anyActiveBot.one(db)).any]).toEqual([1, true])
    expect([await use(bot, 1), await use(bot, 4), await use(foreign, 1)]).toEqual([true, false, false])
    const first = ['one', 'two', 'three'][numbers.indexOf(1)] ?? ''
    expect(await activeProgram(db, bot.project, bot.botId)).toMatchObject({ code: first })
    expect(await activeProgram(db, foreign.project, bot.botId)).toBe(undefined)
    expect([await sourceOf(db, bot, 1), await sourceOf(db, foreign, 1)]).toEqual([{ 'a.ts': first }, undefined])
    expect([await versionsOf(db, foreign), (await versionsOf(db, other)).length]).toEqual([[], 1])
    for (let more = 0; more < 100; more += 1) await add(bot, 'more')
    expect((await versionsOf(db, bot)).map(({ number }) => number)).toEqual(
      Array.from({ length: 100 }, (_, i) => 103 - i),
    )
  })

  test('come from whoever may still deploy when they are bundled; who may not, has nothing bundled', async () => {
    const { owner } = clinic
    const patients = await clinic.actors.policy(owner, [{ resourceType: 'Patient' }])
    const made = async (fields: object): Promise<string> => {
      const json = { name: 'Bot', ...fields }
      return must(await clinic.call(`admin/projects/${owner.project}/bot`, { json, token: owner.token })).body.id
    }
    const plain = await made({})
    const someone = () => clinic.member({ membership: { adminRole: 'deployer' } })
    const [deployer, leaving] = [await someone(), await someone()]
    const deploy = async (id = plain, { token } = deployer): Promise<readonly unknown[]> => {
      bundled = 0
      const json = { code: codeOf('mine') }
      const answer = await clinic.fhir(`Bot/${id}/$deploy`, { json, token })
      return [answer.status === 200 ? 'deployed' : issueOf(answer).reason, bundled]
    }
    const set = async (fields: object, { membership } = deployer): Promise<unknown> =>
      must(await clinic.change(`ProjectMembership/${membership}`, fields))
    expect(await deploy()).toEqual(['deployed', 1])
    expect(await deploy(await made({ accessPolicy: { reference: patients } }))).toEqual(['beyond_own_rights', 0])

    // Two from the same version, both of them bundled before one is kept: the other is told, and is not kept.
    const from = { json: { code: codeOf('mine') }, token: deployer.token, headers: { 'If-Match': 'W/"1"' } }
    const bothBundled = Promise.withResolvers<void>()
    bundled = 0
    whileBundled = () => {
      if (bundled === 2) bothBundled.resolve()
      return bothBundled.promise
    }
    const both = await Promise.all([from, from].map((one) => clinic.fhir(`Bot/${plain}/$deploy`, one)))
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 412]))

    whileBundled = () => set({ adminRole: 'help-desk' })
    expect(await deploy()).toEqual(['needs_admin', 1])
    whileBundled = () => Promise.resolve()
    expect(await deploy()).toEqual(['needs_admin', 0])
    whileBundled = () => set({ active: false }, leaving)
    expect(await deploy(plain, leaving)).toEqual(['revoked_login', 1])
    whileBundled = () => Promise.resolve()
    await set({ adminRole: 'deployer' })
    await clinic.travel(11 * 60_000)
    expect(await deploy()).toEqual(['insufficient_user_authentication', 0])
    expect((await versionsOf(clinic.store.db, { project: owner.project, botId: plain })).length).toBe(2)
  })
})
