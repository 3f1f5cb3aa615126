import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent, request as openRequest } from 'node:http'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort, openTestStore, type StoreKind, storesUnderTest, type TestStore } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Killable } from '../killable.ts'
import { deepRequests } from './deep.ts'
import type { Heavy } from './sender.ts'
import { heavyRequests, KB, repeated } from './shapes.ts'

/** 200 of the heaviest requests a minute, from 20 addresses, beside people who go on with their work. */
const HEAVY_EACH_MS = 60_000 / 200
const ADDRESSES = 20
const SECONDS = 30
/** What the sockets that read nothing ask for. */
const PIPELINED = 200

/** What others do meanwhile, and how long each took. */
interface Seen {
  readonly reads: number[]
  readonly signIns: number[]
  readonly failures: string[]
}

// Side by side: each has a server and a store of its own, and leaves a core to the other.
describe.concurrent.each(storesUnderTest())('under siege, on %s', (kind: StoreKind) => {
  let store: TestStore | undefined
  let server: Killable
  const sockets: Socket[] = []
  const dataDir = mkdtempSync(join(tmpdir(), 'damson-siege-'))

  beforeAll(async () => {
    store = kind === 'postgres' ? await openTestStore('postgres', { poolSize: 2 }) : undefined
    const place =
      store?.url === undefined
        ? { DAMSON_DATA_DIR: dataDir }
        : { DATABASE_URL: store.url, DAMSON_DATA_DIR: dataDir, DAMSON_KEY: '1'.repeat(64) }
    // As shipped: the limits are part of what holds. The address that signs in again and again is a clinic's.
    server = new Killable(await freePort(), { ...place, DAMSON_THROTTLE_ATTEMPTS_PER_ADDRESS: '1000' })
    await server.start()
  })
  afterAll(async () => {
    for (const socket of sockets) socket.destroy()
    await server.kill()
    await store?.close()
    rmSync(dataDir, { recursive: true, force: true })
  })

  const residentMb = (): number =>
    Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) / KB

  /** Sends one from one of many addresses, and reads what comes. */
  function send({ method, path, headers, body }: Heavy, from: string): Promise<number> {
    const bytes = body === undefined ? undefined : Buffer.from(body)
    return new Promise((resolve) => {
      const outgoing = openRequest(
        {
          host: '127.0.0.1',
          port: server.port,
          localAddress: from,
          method,
          path,
          agent: new Agent({ keepAlive: false }),
          headers: {
            host: `localhost:${server.port}`,
            ...headers,
            ...(bytes && { 'content-length': bytes.length }),
          },
        },
        (answer) => {
          answer.resume()
          answer.on('close', () => resolve(answer.statusCode ?? 0))
        },
      )
      // An attacker whose connection is cut is no failure of the server.
      outgoing.on('error', () => resolve(0))
      outgoing.end(bytes)
    })
  }

  /** Asks for much in one go and reads nothing of it. */
  function pipeline(from: string): void {
    const socket = connect({ host: '127.0.0.1', port: server.port, localAddress: from })
    socket.on('error', () => undefined)
    socket.pause()
    socket.write(`GET /fhir/R4/metadata HTTP/1.1\r\nHost: localhost:${server.port}\r\n\r\n`.repeat(PIPELINED))
    sockets.push(socket)
  }

  test(
    'sign-ins and reads go on, and memory stays below twice what an idle server takes',
    async () => {
      const { token } = await server.signIn()
      const patient = await server.call('fhir/R4/Patient', { token, json: { resourceType: 'Patient', active: true } })
      const project = await projectOf(token)
      await sleep(2_000)
      const idleMb = residentMb()
      let peakMb = idleMb
      const seen: Seen = { reads: [], signIns: [], failures: [] }
      const over = new AbortController()
      const others = Promise.all([
        again(seen.reads, 100, async () => {
          const { status } = await server.call(`fhir/R4/Patient/${patient.body.id}`, { token })
          return status === 200 ? undefined : `a read answered ${status}`
        }),
        again(seen.signIns, 1_000, async () => {
          const { token: next } = await server.signIn()
          return next === undefined ? 'a sign-in gave no token' : undefined
        }),
      ])
      const heavy = heaviest(token, project, patient.body.id)
      const answers: Promise<number>[] = []
      const ends = Date.now() + SECONDS * 1_000
      for (let n = 0; Date.now() < ends; n += 1) {
        const from = `127.0.0.${2 + (n % ADDRESSES)}`
        if (n % 10 === 0) pipeline(from)
        else answers.push(send(heavy[n % heavy.length] ?? { shape: '', method: 'GET', path: '/', headers: {} }, from))
        peakMb = Math.max(peakMb, residentMb())
        await sleep(HEAVY_EACH_MS)
      }
      over.abort()
      await others
      await Promise.all(answers)
      const p99 = (times: readonly number[]): number =>
        Math.round(times.toSorted((a, b) => a - b)[Math.ceil(times.length * 0.99) - 1] ?? 0)
      console.info(
        `${kind}: ${answers.length} heavy requests; others' p99: read ${p99(seen.reads)} ms of ${seen.reads.length}, ` +
          `sign-in ${p99(seen.signIns)} ms of ${seen.signIns.length}; ` +
          `idle ${Math.round(idleMb)} MB, peak ${Math.round(peakMb)} MB`,
      )
      expect(seen.failures).toEqual([])
      expect(seen.reads.length).toBeGreaterThan(SECONDS)
      expect(seen.signIns.length).toBeGreaterThan(SECONDS / 10)
      expect(peakMb).toBeLessThan(2 * idleMb)
      expect(await server.stop()).toBe(0)

      async function again(times: number[], everyMs: number, work: () => Promise<string | undefined>): Promise<void> {
        while (!over.signal.aborted) {
          const began = performance.now()
          const failure = await work().catch(String)
          if (failure === undefined) times.push(performance.now() - began)
          else seen.failures.push(failure)
          await sleep(everyMs)
        }
      }
    },
    SECONDS * 1_000 + 60_000,
  )

  async function projectOf(token: string): Promise<string> {
    const { body } = await server.call('auth/me', { token })
    return body.project.id
  }

  /** What weighs most of each kind, signed in and not. */
  function heaviest(token: string, project: string, patient: string): readonly Heavy[] {
    const origin = `http://localhost:${server.port}`
    const strangers = ['/oauth2/authorize', '/oauth2/token', '/auth/login', '/signin', '/fhir/R4', '/auth/newuser']
    const heavy = strangers.flatMap((path) =>
      heavyRequests('POST', path, { origin }).filter(({ body = '' }) => body.length > 60 * KB),
    )
    const large = {
      method: 'POST',
      path: '/fhir/R4/Patient',
      headers: { origin },
      body: repeated('x', 1_024 * KB - 64),
    }
    const members = deepRequests({ token, project }, { patient, observation: '' })
    return [...heavy, { shape: 'a large body without a token', ...large }, ...members].toSorted((a, b) =>
      a.shape.localeCompare(b.shape),
    )
  }
})
