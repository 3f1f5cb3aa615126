import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, freePort, openTestStore, type TestStore } from '@damson/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { must } from '../identity/steps.ts'
import { Killable } from '../killable.ts'

/** Writes, and then waits; when it runs again with the same id, it finds what it wrote. */
const CODE = `
export async function handler(client, event) {
  const before = await client.searchResources('Patient', { identifier: 'urn:job|' + event.traceId })
  await client.createResource({ resourceType: 'Patient', identifier: [{ system: 'urn:job', value: event.traceId }] })
  if (before.length === 0) await new Promise((resolve) => setTimeout(resolve, 50_000))
  return { attempt: before.length + 1 }
}`

/** Writes once, with the id of its job. */
const QUICK = `
export async function handler(client, event) {
  await client.createResource({ resourceType: 'Patient', identifier: [{ system: 'urn:quick', value: event.traceId }] })
  return {}
}`
const QUICK_JOBS = 60

let store: TestStore
let server: Killable
/** A second node on the same store. */
let other: Killable
const dataDir = mkdtempSync(join(tmpdir(), 'damson-killed-jobs-'))
beforeAll(async () => {
  store = await openTestStore('postgres', { poolSize: 2 })
  const place = { DATABASE_URL: store.url ?? '', DAMSON_DATA_DIR: dataDir, DAMSON_KEY: '1'.repeat(64) }
  server = new Killable(await freePort(), place)
  const port = await freePort()
  other = new Killable(port, { ...place, DAMSON_BASE_URL: `http://localhost:${server.port}/` })
})
afterAll(async () => {
  await Promise.all([server.kill(), other.kill()])
  await store.close()
  rmSync(dataDir, { recursive: true, force: true })
})

test('a call that is answered later runs anew after its node was killed in its midst, with its id, and whole', async () => {
  await server.start()
  const { token, project } = await server.signIn()
  const fhir = (path: string, options: object = {}): Promise<Answer> =>
    server.call(`fhir/R4/${path}`, { token, ...options })
  const policy = must(
    await fhir('AccessPolicy', {
      json: { resourceType: 'AccessPolicy', name: 'jobs', resource: [{ resourceType: 'Patient' }] },
    }),
  ).body
  const accessPolicy = { reference: `AccessPolicy/${policy.id}` }
  const bot = must(
    await server.call(`admin/projects/${project}/bot`, { json: { name: 'x', accessPolicy }, token }),
  ).body
  must(await fhir(`Bot/${bot.id}`, { method: 'PUT', json: { ...bot, timeout: 60 } }))
  must(await fhir(`Bot/${bot.id}/$deploy`, { json: { code: CODE, filename: 'index.js' } }))

  const asked = await fhir(`Bot/${bot.id}/$execute`, { json: {}, headers: { Prefer: 'respond-async' } })
  expect(asked.status, asked.text).toBe(202)
  const address = asked.headers.get('content-location')?.replace(/^.*\/fhir\/R4\//, '') ?? ''
  const id = address.split('/')[1] ?? ''
  const written = async (): Promise<number> =>
    (must(await fhir(`Patient?identifier=urn:job|${id}`)).body.entry ?? []).length
  while ((await written()) === 0) await sleep(50)
  await server.kill()

  await server.start()
  // The node that was killed could still be at it: nobody takes the job before its lease has ended.
  expect((await fhir(address)).headers.get('x-progress')).toBe('running')
  await server.stop()
  const due = await store.db.query({ sql: 'update bot_jobs set due_at = now() where id = $1', params: [id] })
  expect(due).toBeDefined()
  await server.start()
  let answer = await fhir(address)
  while (answer.status === 202) {
    await sleep(100)
    answer = await fhir(address)
  }
  expect([answer.status, answer.body]).toEqual([200, { attempt: 2 }])
  expect(await written()).toBe(2)
  const creates = must(await fhir(`AuditEvent?agent=Bot/${bot.id}&subtype=create`)).body.entry
  expect(creates).toHaveLength(2)
  const ran = must(await fhir(`AuditEvent?agent=Bot/${bot.id}&subtype=bot.ran`)).body.entry
  expect(ran).toHaveLength(1)
  await server.kill()
})

test('two nodes run each call once, and one takes over what the other had under way when it was killed', async () => {
  await server.start()
  await other.start()
  const { token, project } = await server.signIn()
  const fhir = (path: string, options: object = {}, at = server): Promise<Answer> =>
    at.call(`fhir/R4/${path}`, { token, ...options })
  const json = { resourceType: 'AccessPolicy', name: 'nodes', resource: [{ resourceType: 'Patient' }] }
  const accessPolicy = { reference: `AccessPolicy/${must(await fhir('AccessPolicy', { json })).body.id}` }
  const make = async (code: string): Promise<string> => {
    const made = must(await server.call(`admin/projects/${project}/bot`, { json: { name: 'x', accessPolicy }, token }))
    must(await fhir(`Bot/${made.body.id}`, { method: 'PUT', json: { ...made.body, timeout: 60 } }))
    must(await fhir(`Bot/${made.body.id}/$deploy`, { json: { code, filename: 'index.js' } }))
    return made.body.id
  }
  const [quick, slow] = [await make(QUICK), await make(CODE)]
  const ask = async (bot: string, at: Killable): Promise<string> => {
    const answer = await fhir(`Bot/${bot}/$execute`, { json: {}, headers: { Prefer: 'respond-async' } }, at)
    expect(answer.status, answer.text).toBe(202)
    return /job\/([0-9a-f-]+)\//.exec(answer.headers.get('content-location') ?? '')?.[1] ?? ''
  }
  const rows = async (sql: string, ...params: string[]): Promise<readonly Record<string, unknown>[]> =>
    (await store.db.query({ sql, params })).rows
  const nodes = [server, other]
  const ids = await Promise.all(Array.from({ length: QUICK_JOBS }, (_, n) => ask(quick, nodes[n % 2] ?? server)))
  const waiting = `select id from bot_jobs where state = 'waiting' and id = any($1::uuid[])`
  while ((await rows(waiting, `{${ids.join()}}`)).length > 0) await sleep(100)
  const runs = await rows('select attempts from bot_jobs where id = any($1::uuid[])', `{${ids.join()}}`)
  expect(runs.map(({ attempts }) => attempts)).toEqual(ids.map(() => 1))
  const written = must(await fhir('Patient?identifier=urn:quick|&_count=200&_total=accurate')).body
  const of = new Set(written.entry.map(({ resource }: { resource: Identified }) => resource.identifier[0]?.value))
  expect([written.total, of.size]).toEqual([QUICK_JOBS, QUICK_JOBS])

  // Whoever was asked runs it: there is room.
  const id = await ask(slow, other)
  const writes = async (): Promise<number> =>
    (must(await fhir(`Patient?identifier=urn:job|${id}`)).body.entry ?? []).length
  while ((await writes()) === 0) await sleep(50)
  await other.kill()
  const [lease] = await rows(`select due_at > now() + interval '30 seconds' as held from bot_jobs where id = $1`, id)
  expect(lease?.['held']).toBe(true)
  await rows('update bot_jobs set due_at = now() where id = $1', id)
  // The node that is left looks once a minute.
  while ((await rows(`select 1 from bot_jobs where id = $1 and state = 'done'`, id)).length === 0) await sleep(200)
  const answer = await fhir(`job/${id}/status`)
  expect([answer.status, answer.body, await writes()]).toEqual([200, { attempt: 2 }, 2])
})

interface Identified {
  readonly identifier: readonly { readonly value: string }[]
}
