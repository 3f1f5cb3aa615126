/** Bots that do harm, and processes that die, on a whole server: what others notice, and what is left behind. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { type Answer, storesUnderTest } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Clinic, issueOf, startClinic } from '../fhir/clinic.ts'
import { must } from '../identity/steps.ts'

/** The processes in which the Bots of this server run. */
function workers(): readonly number[] {
  const read = (pid: string, file: string): string => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8')
    } catch {
      return ''
    }
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && read(name, 'cmdline').includes('sandbox-worker'))
    .filter((pid) => Number(/^PPid:\s+(\d+)/m.exec(read(pid, 'status'))?.[1]) === process.pid)
    .map(Number)
}

/**
 * A run in the middle of its calls: some of what it writes is there. One that was given to a process that had just been
 * killed is lost before it writes anything; then another is begun.
 */
async function inTheMiddle(begin: () => Promise<Answer>, count: () => Promise<number>): Promise<() => Promise<Answer>> {
  for (;;) {
    const before = await count()
    const over = new AbortController()
    const running = begin().finally(() => over.abort())
    while (!over.signal.aborted) if ((await count()) > before + 2) return () => running
  }
}

describe.each(storesUnderTest())('Bots that do harm, on %s,', (store) => {
  let clinic: Clinic
  let accessPolicy: { readonly reference: string }
  beforeAll(async () => {
    clinic = await startClinic({ store })
    accessPolicy = { reference: await clinic.actors.policy(clinic.owner, [{ resourceType: 'Patient' }]) }
  })
  afterAll(() => clinic.close())

  const deployed = async (body: string): Promise<string> => {
    const { id } = must(
      await clinic.call(`admin/projects/${clinic.owner.project}/bot`, {
        json: { name: 'harm', accessPolicy },
        token: clinic.owner.token,
      }),
    ).body
    const code = `export async function handler(client, event) {\n${body}\n}`
    must(await clinic.fhir(`Bot/${id}/$deploy`, { json: { code } }))
    return id
  }
  const execute = (id: string): Promise<Answer> => clinic.fhir(`Bot/${id}/$execute`, { json: {} })

  test('wait for people, also where the system shares the processor out among sessions', async () => {
    expect((await execute(await deployed('return 1'))).status).toBe(200)
    const ours = getPriority(process.pid)
    for (const pid of workers()) {
      expect(getPriority(pid)).toBe(Math.max(ours, 10))
      const group = `/proc/${pid}/autogroup`
      if (existsSync(group)) expect(readFileSync(group, 'utf8')).toMatch(/ nice 10\n$/)
    }
  })

  test('are stopped within their limits, and others are served meanwhile', async () => {
    const harms = [
      // Bots wait for others: on a busy machine the time by the clock is over first.
      ['for (;;);', /^bot_(cpu|timeout)$/],
      ['const all = []; for (;;) all.push(new Uint8Array(1e6))', /^bot_memory$/],
      [
        'await Promise.all(Array.from({ length: 1e5 }, () => client.search("Patient", "_count=0")))',
        /^bot_(calls|timeout)$/,
      ],
      ["return 'x'.repeat(5e6)", /^bot_output$/],
      ['await new Promise(() => undefined)', /^bot_never_settled$/],
      ["return client.createBinary('x'.repeat(2 ** 28), 'a.txt', 'text/plain')", /^bot_(memory|threw)$/],
      ["return event.constructor.constructor('return process')()", /^bot_threw$/],
    ] as const
    for (const [body, reason] of harms) {
      const running = execute(await deployed(body))
      // While it does its harm.
      expect((await clinic.fhir('Patient?_count=1')).status).toBe(200)
      const answer = await running
      expect([body, answer.status, issueOf(answer).reason]).toEqual([body, 400, expect.stringMatching(reason)])
    }
    expect(must(await execute(await deployed("return 'well'"))).text).toBe('well')
  })

  test('leave nothing half written when their process is killed in the middle of a call', async () => {
    const writer = await deployed(`
      for (let n = 0; n < 400; n++) {
        const { id } = await client.createResource({ resourceType: 'Patient', name: [{ family: 'Cut' }] })
        await client.updateResource({ resourceType: 'Patient', id, name: [{ family: 'Cut', given: ['off'] }] })
      }`)
    const count = async (): Promise<number> =>
      must(await clinic.fhir('Patient?family=Cut&_summary=count')).body.total as number
    for (let round = 0; round < 3; round++) {
      const running = await inTheMiddle(() => execute(writer), count)
      for (const pid of workers()) process.kill(pid, 'SIGKILL')
      const answer = await running()
      expect([answer.status, issueOf(answer).reason]).toEqual([400, 'bot_lost'])
    }
    const { body } = must(await clinic.fhir('Patient?family=Cut&_count=1000'))
    for (const { resource } of body.entry as { resource: { id: string; meta: { versionId: string } } }[]) {
      const history = must(await clinic.fhir(`Patient/${resource.id}/_history`)).body.entry as {
        resource: { meta: { versionId: string } }
      }[]
      expect(history[0]?.resource.meta.versionId).toBe(resource.meta.versionId)
      // Each version has its event.
      const events = await clinic.events(`entity=Patient/${resource.id}&subtype=create,update`)
      expect(events.filter(({ outcome }) => outcome === '0').length).toBe(history.length)
    }
  })
})
