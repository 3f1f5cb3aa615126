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

let store: TestStore
let server: Killable
const dataDir = mkdtempSync(join(tmpdir(), 'damson-killed-jobs-'))
beforeAll(async () => {
  store = await openTestStore('postgres', { poolSize: 2 })
  const place = { DATABASE_URL: store.url ?? '', DAMSON_DATA_DIR: dataDir, DAMSON_KEY: '1'.repeat(64) }
  server = new Killable(await freePort(), place)
})
afterAll(async () => {
  await server.kill()
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
}, 240_000)
