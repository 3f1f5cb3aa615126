import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, freePort } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Killable } from '../killable.ts'

const AT_ONCE = 60
/**
 * What Docker waits for. Counted in processor time of the busiest thread: the store works all the while, so that on a
 * machine of its own this is the time by the clock, and what else a machine does adds nothing.
 */
const STOPS_WITHIN_S = 10
/** For so long the store may go on with what nobody waits for any more, counted likewise. */
const RECOVERS_WITHIN_S = 10
/** By the clock: only what hangs takes so long. */
const HANGS_AFTER_MS = 60_000

/** The largest policy, of demands that are the hardest for the store. */
const largest = {
  resourceType: 'AccessPolicy',
  name: 'the largest',
  resource: Array.from({ length: 100 }, (_, at) => ({
    resourceType: 'Observation',
    criteria: `Observation?${Array.from({ length: 20 }, (_, i) =>
      i % 2 === 0
        ? `value-string=${Array.from({ length: 10 }, (_, v) => `t${at}-${i}-${v}`).join(',')}`
        : `date=20${10 + (at % 80)}-01-0${1 + (i % 9)}`,
    ).join('&')}`,
  })),
}

describe('a node with the embedded store, overloaded by a member of the largest policy', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'damson-overload-'))
  let server: Killable
  let token: string
  let machine: string
  beforeAll(async () => {
    server = new Killable(await freePort(), { DAMSON_DATA_DIR: dataDir })
    await server.start()
    const owner = await server.signIn()
    token = owner.token
    const policy = await ok(server.call('fhir/R4/AccessPolicy', { json: largest, token }))
    const me = await ok(server.call('auth/me', { token }))
    const made = await ok(
      server.call(`admin/projects/${me.body.project.id}/client`, {
        json: { name: 'heavy', kind: 'server', accessPolicy: { reference: `AccessPolicy/${policy.body.id}` } },
        token,
      }),
    )
    for (let n = 0; n < 20; n += 1)
      await ok(
        server.call('fhir/R4/Observation', {
          json: { resourceType: 'Observation', status: 'final', code: { text: 'x' }, valueString: `t${n}` },
          token,
        }),
      )
    const tokens = await ok(
      server.call('oauth2/token', {
        form: { grant_type: 'client_credentials', client_id: made.body.id, client_secret: made.body.secret },
      }),
    )
    machine = tokens.body.access_token
  })
  afterAll(async () => {
    await server.kill()
    rmSync(dataDir, { recursive: true, force: true })
  })

  async function ok(call: Promise<Answer>): Promise<Answer> {
    const answer = await call
    expect([200, 201], answer.text).toContain(answer.status)
    return answer
  }
  const overload = (): readonly Promise<Answer | undefined>[] =>
    Array.from({ length: AT_ONCE }, () => server.call('fhir/R4/Observation', { token: machine }).catch(() => undefined))

  test('recovers, and stops within ten seconds of SIGTERM', async () => {
    const answers = await Promise.all(overload())
    // It may have been too much, but nobody is left without an answer, and others are served again.
    expect(answers.filter((answer) => answer === undefined || ![200, 429, 503].includes(answer.status))).toEqual([])
    const recovering = watchThreads(server.pid)
    await expect
      .poll(async () => (await server.call('fhir/R4/Observation?_count=1', { token })).status, {
        timeout: HANGS_AFTER_MS,
      })
      .toBe(200)
    expect(await recovering.busiestSeconds()).toBeLessThan(RECOVERS_WITHIN_S)

    const underWay = overload()
    // Its answer comes after that of the thread's turn in which the first of them were taken.
    await server.call('healthcheck')
    const stopping = watchThreads(server.pid)
    const hanging = sleep(HANGS_AFTER_MS, 'hangs', { ref: false })
    expect([0, 1]).toContain(await Promise.race([server.stop(), hanging]))
    expect(await stopping.busiestSeconds()).toBeLessThan(STOPS_WITHIN_S)
    await Promise.all(underWay)

    await server.start()
    const { token: again } = await server.signIn()
    expect((await server.call('fhir/R4/Observation?_count=1', { token: again })).body.entry).toHaveLength(1)
  })
})

const TICKS_A_SECOND = 100
const LOOK_EACH_MS = 20

/** Watches the threads of a process, until it ends or is asked how much processor time the busiest has taken since. */
function watchThreads(pid: number): { busiestSeconds(): Promise<number> } {
  const first = new Map<string, number>()
  const last = new Map<string, number>()
  const over = new AbortController()
  const look = (): void => {
    for (const thread of threadsOf(pid)) {
      const ticks = ticksOf(pid, thread)
      if (ticks === undefined) continue
      if (!first.has(thread)) first.set(thread, ticks)
      last.set(thread, ticks)
    }
  }
  look()
  const watching = (async () => {
    while (!over.signal.aborted) {
      look()
      await sleep(LOOK_EACH_MS)
    }
  })()
  return {
    async busiestSeconds() {
      over.abort()
      await watching
      return Math.max(...[...last].map(([thread, ticks]) => ticks - (first.get(thread) ?? 0))) / TICKS_A_SECOND
    },
  }
}

function threadsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
  } catch {
    return []
  }
}

/** User's and system's time together; none of a thread that has ended. */
function ticksOf(pid: number, thread: string): number | undefined {
  try {
    // The name, in brackets, may hold anything.
    const [, fields = ''] = /\) (.*)$/s.exec(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8')) ?? []
    const words = fields.split(' ')
    return Number(words[11]) + Number(words[12])
  } catch {
    return undefined
  }
}
