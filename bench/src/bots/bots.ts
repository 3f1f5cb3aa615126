/** `npm run bench -- --bots`: how fast Bots run, what they cost, and what others notice of them. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Arguments } from '../arguments.ts'
import { type Driver, startDriver } from '../drive/driver.ts'
import type { Shot } from '../drive/job.ts'
import { FULL, QUICK } from '../measure/measure.ts'
import { processUs } from '../measure/processor.ts'
import { machineOf } from '../report/machine.ts'
import type { Say } from '../report/progress.ts'
import { RESULTS_FOLDER } from '../report/results.ts'
import { type Cluster, type Database, startDatabase } from '../stand/cluster.ts'
import { startDamson } from '../stand/damson.ts'
import { type Machine, machineOf as machineWith, makePeople, type People, post } from '../stand/people.ts'
import type { ServerProcess } from '../stand/processes.ts'
import { type ActingFigures, measureActing } from './acting.ts'
import { type BotFigures, type BotsReport, botsText, judgeBots } from './report.ts'
import { usedBetween, workersOf } from './workers.ts'

const CODE: Readonly<Record<BotFigures['bot'], string>> = {
  nothing: 'export async function handler() { return { done: true } }',
  write: `export async function handler(client) {
    const { id } = await client.createResource({ resourceType: 'Observation', status: 'final', code: { text: 'x' } })
    return { done: id !== undefined }
  }`,
  compute: `export async function handler() {
    let sum = 0
    for (let i = 0; i < 200_000; i++) sum += i
    return { done: sum > 0 }
  }`,
}

const EFFORT = {
  whole: { seconds: 8, warmUpSeconds: 4, cold: 20, runsEach: undefined },
  // Bots wait for whatever else the machine does: each connection makes two runs, however long they take.
  quick: { seconds: 0.5, warmUpSeconds: 0.2, cold: 2, runsEach: 2 },
}
const CONNECTIONS = [1, 16]
/** Of reads beside Bots. */
const READERS = 4
/** Until a process that ended is replaced by one that waits. */
const REPLACED_MS = 2_000
const HEARD_MS = 200

/** A run, and whether every budget was met. */
export interface BotsOutcome extends BotsReport {
  readonly isMet: boolean
}

export async function benchBots(
  wanted: Pick<Arguments, 'quick' | 'results' | 'resultsDir'>,
  say: Say,
): Promise<BotsOutcome> {
  const { quick: isQuick } = wanted
  const cluster = await startDatabase()
  try {
    const database = await cluster.database('bots')
    const server = await startDamson(database.databaseUrl)
    const [driver, other] = [startDriver(), startDriver()]
    try {
      const machine = machineOf(cluster.version, cluster.commitMs)
      const stand = await makeStand(server)
      const measured = await measure(stand, driver, other, EFFORT[isQuick ? 'quick' : 'whole'], say)
      const acting = await actingOn(stand, { cluster, database }, driver, isQuick)
      const report: BotsReport = { machine, ...measured, acting }
      const verdicts = judgeBots(report)
      const text = botsText(report, verdicts, new Date().toISOString().slice(0, 10), isQuick)
      say(text)
      if (wanted.results) writeFileSync(join(wanted.resultsDir ?? RESULTS_FOLDER, 'BOTS.md'), text)
      return { ...report, isMet: isQuick || verdicts.every(({ isMet }) => isMet) }
    } finally {
      driver.stop()
      other.stop()
      await server.stop()
    }
  } finally {
    await cluster.stop()
  }
}

function actingOn(
  { server, people, machines, observation }: BotStand,
  { cluster, database }: { readonly cluster: Cluster; readonly database: Database },
  driver: Driver,
  isQuick: boolean,
): Promise<readonly ActingFigures[]> {
  const { url, pid: serverPid } = server
  const { postmasterPid } = cluster
  const stand = { db: database.db, url, serverPid, postmasterPid, people: { ...people, machines }, observation }
  return measureActing(stand, driver, isQuick ? QUICK : FULL, CONNECTIONS)
}

interface BotStand {
  readonly server: ServerProcess
  readonly people: Omit<People, 'actedFor'>
  /** Clients that may run the Bots, and read. */
  readonly machines: readonly Machine[]
  readonly bots: Readonly<Record<BotFigures['bot'], string>>
  readonly observation: string
}

async function makeStand(server: ServerProcess): Promise<BotStand> {
  const { url } = server
  const people = await makePeople(url, 0)
  const json = { 'Content-Type': 'application/json', Authorization: people.bearer }
  const policyOf = async (name: string, resource: readonly object[]): Promise<{ readonly reference: string }> => {
    const body = JSON.stringify({ resourceType: 'AccessPolicy', name, resource })
    return { reference: `AccessPolicy/${String((await post(`${url}/fhir/R4/AccessPolicy`, json, body)).id)}` }
  }
  const ofBots = await policyOf('bots', [{ resourceType: 'Observation' }])
  const ofMachines = await policyOf('machines', [
    { resourceType: 'Bot', readonly: true },
    { resourceType: 'Observation', readonly: true },
  ])
  const machines: Machine[] = []
  for (let n = 0; n < Math.max(...CONNECTIONS); n += 1) {
    const client = JSON.stringify({ name: `machine ${n}`, kind: 'server', accessPolicy: ofMachines })
    const { id, secret } = await post(`${url}/admin/projects/${people.project}/client`, json, client)
    machines.push(await machineWith(url, String(id), String(secret)))
  }
  const bot = (name: BotFigures['bot']): Promise<string> => makeBot(url, people, json, name, ofBots)
  const bots = { nothing: await bot('nothing'), write: await bot('write'), compute: await bot('compute') }
  const body = JSON.stringify({ resourceType: 'Observation', status: 'final', code: { text: 'x' } })
  const { id } = await post(`${url}/fhir/R4/Observation`, json, body)
  return { server, people, machines, bots, observation: String(id) }
}

async function makeBot(
  url: string,
  { project }: Pick<People, 'project'>,
  headers: Readonly<Record<string, string>>,
  name: BotFigures['bot'],
  accessPolicy: object,
): Promise<string> {
  const { id } = await post(`${url}/admin/projects/${project}/bot`, headers, JSON.stringify({ name, accessPolicy }))
  await post(`${url}/fhir/R4/Bot/${String(id)}/$deploy`, headers, JSON.stringify({ code: CODE[name] }))
  return String(id)
}

type Effort = (typeof EFFORT)['whole' | 'quick']

async function measure(
  stand: BotStand,
  driver: Driver,
  other: Driver,
  effort: Effort,
  say: Say,
): Promise<Omit<BotsReport, 'machine' | 'acting'>> {
  const runs: BotFigures[] = []
  for (const bot of ['nothing', 'write', 'compute'] as const) {
    await load(stand, driver, bot, Math.max(...CONNECTIONS), { ...effort, seconds: effort.warmUpSeconds })
    for (const connections of CONNECTIONS) {
      const one = await load(stand, driver, bot, connections, effort)
      say(`  ${bot} at ${connections}: ${one.rps}/s, ${one.nodeUs} + ${one.workerUs ?? '–'} µs`)
      runs.push(one)
    }
  }
  const others = await measureOthers(stand, driver, other, effort)
  const mostMb = Math.max(0, ...workersOf(stand.server.pid).map(({ residentMb }) => residentMb))
  const cold = await measureCold(stand, effort)
  await sleep(REPLACED_MS)
  const freshMb = Math.min(...workersOf(stand.server.pid).map(({ residentMb }) => residentMb))
  return { runs, cold, others, memory: { freshMb, mostMb } }
}

async function load(
  { server, machines, bots }: BotStand,
  driver: Driver,
  bot: BotFigures['bot'],
  connections: number,
  { seconds, runsEach }: Pick<Effort, 'seconds' | 'runsEach'>,
): Promise<BotFigures> {
  const shots = machines.map(({ bearer }) => runShot(bots[bot], bearer))
  const [nodeBefore, workersBefore] = [processUs(server.pid), workersOf(server.pid)]
  const amount = runsEach && { amount: runsEach * connections }
  const slice = await driver.run({ url: server.url, connections, seconds, ...amount, status: 200, shots })
  const nodeAfter = processUs(server.pid)
  const workers = usedBetween(workersBefore, workersOf(server.pid))
  if (slice.wrong > 0) throw new Error(`The Bot ${bot} was answered wrongly ${slice.wrong} times: ${slice.example}`)
  const count = slice.latencies.length
  return {
    bot,
    connections,
    rps: Math.round(count / slice.seconds),
    p50Ms: percentile(slice.latencies, 0.5),
    p99Ms: percentile(slice.latencies, 0.99),
    nodeUs: Math.round((nodeAfter - nodeBefore) / count),
    workerUs: workers && Math.round(workers / count),
  }
}

const runShot = (bot: string, bearer: string): Shot => ({
  method: 'POST',
  path: `/fhir/R4/Bot/${bot}/$execute`,
  headers: { 'Content-Type': 'application/json', Authorization: bearer },
  body: '{}',
  expect: ['"done":true'],
})

/** Reads, without Bots and beside as many Bots that compute as there are connections. */
async function measureOthers(
  stand: BotStand,
  driver: Driver,
  other: Driver,
  { seconds, runsEach }: Effort,
): Promise<BotsReport['others']> {
  const { server, machines, observation } = stand
  const shots = machines.map(
    ({ bearer }): Shot => ({
      method: 'GET',
      path: `/fhir/R4/Observation/${observation}`,
      headers: { Authorization: bearer },
      expect: [observation],
    }),
  )
  const reading = { url: server.url, connections: READERS, seconds, status: 200, shots }
  await driver.run(reading)
  const quiet = await driver.run(reading)
  const computing = load(stand, other, 'compute', Math.max(...CONNECTIONS), { seconds: seconds * 1.5, runsEach })
  await sleep(seconds * 250)
  const busy = await driver.run(reading)
  await computing
  return { quietP99Ms: percentile(quiet.latencies, 0.99), busyP99Ms: percentile(busy.latencies, 0.99) }
}

/** Ends the process that has served the project, so that the next run finds none but one that waits. */
async function measureCold({ server, machines, bots }: BotStand, { cold: runs }: Effort): Promise<BotsReport['cold']> {
  const { method, path, headers, body = '' } = runShot(bots.nothing, machines[0]?.bearer ?? '')
  const times: number[] = []
  while (times.length < runs) {
    await sleep(REPLACED_MS)
    const [used, ...waiting] = workersOf(server.pid).toSorted((a, b) => b.cpuUs - a.cpuUs)
    if (used === undefined || waiting.length === 0) throw new Error('No process waits for the next project.')
    process.kill(used.pid, 'SIGKILL')
    await sleep(HEARD_MS)
    const began = performance.now()
    const answer = await fetch(server.url + path, { method, headers, body })
    const text = await answer.text()
    // A busy server has not heard yet, and gave the run to the process that has ended.
    if (text.includes('bot_lost')) continue
    if (!answer.ok) throw new Error(`The first run was answered ${answer.status}: ${text}`)
    times.push(performance.now() - began)
  }
  return { p50Ms: percentile(times, 0.5), p95Ms: percentile(times, 0.95), runs }
}

function percentile(latencies: readonly number[], share: number): number {
  const sorted = latencies.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
