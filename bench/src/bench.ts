import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Arguments } from './arguments.ts'
import { type Driver, startDriver } from './drive/driver.ts'
import { FULL, Measurement, QUICK } from './measure/measure.ts'
import { attachProfiler, INSPECTED } from './measure/profiler.ts'
import { explainSearches } from './measure/search-plan.ts'
import { measureStartup } from './measure/startup.ts'
import type { PathName } from './paths.ts'
import { startPeer } from './peer/peer.ts'
import { judge, type Verdict } from './report/budgets.ts'
import { busyShare, machineOf } from './report/machine.ts'
import { type Measured, type Report, type Row, rowOf, type SearchPlan, type Startup } from './report/report.ts'
import { readmeBlock, tableOf, verdictsText, withBlock } from './report/table.ts'
import { type RunningStand, startStand } from './stand/stand.ts'

type Say = (line: string) => void

const WHOLE = { patients: 10_000, observations: 100_000 }
const PART = { patients: 200, observations: 2_000 }
/** Each slice of the refresh path takes twice as many as it has connections. */
const REFRESH_TOKENS = { whole: 3_000, part: 700 }
const EXPLAINED = 200
/** The share of the cores' time that others may take before figures are worth little. */
const MUCH = 0.2

const README = fileURLToPath(new URL('../../README.md', import.meta.url))

/** Runs the whole bench and answers its report. */
export async function bench(wanted: Arguments, say: Say): Promise<Report> {
  const elsewhere = busyShare()
  await sleep(1_000)
  if (elsewhere() > MUCH)
    say(`This machine is busy with other things (${Math.round(elsewhere() * 100)} %): take what follows as a hint.`)
  const startup = await measureStartup(wanted.quick ? 1 : 3)
  say(`Embedded store: first start ${startup.firstMs} ms, later ${startup.laterMs} ms, idle ${startup.idleMb} MB.`)
  const stand = await startStand({
    size: wanted.quick ? PART : WHOLE,
    refreshTokens: wanted.quick ? REFRESH_TOKENS.part : REFRESH_TOKENS.whole,
    nodeOptions: wanted.profile === undefined ? [] : INSPECTED,
    say,
    progress: progressOf(say),
  })
  const driver = startDriver()
  try {
    return await measureAll(wanted, stand, driver, startup, say)
  } finally {
    driver.stop()
    await stand.stop()
  }
}

async function measureAll(
  wanted: Arguments,
  stand: RunningStand,
  driver: Driver,
  { idleAfterFirstMb, ...startup }: Startup & { readonly idleAfterFirstMb: number },
  say: Say,
): Promise<Report> {
  const machine = machineOf(stand.cluster.version, stand.cluster.commitMs)
  say(`${machine}.`)
  const measurement = new Measurement(driver, stand, wanted.quick ? QUICK : FULL)
  if (wanted.profile !== undefined) await profilePaths(wanted.only, wanted.profile, stand, measurement, say)
  const busy = busyShare()
  const measured: Measured[] = []
  for (const path of wanted.only) measured.push(...(await measurePath(measurement, path, wanted.connections, say)))
  const peerRows = wanted.peer === undefined ? [] : await measurePeer(wanted, stand, driver, say)
  const search = wanted.only.includes('search') ? await planOfSearches(stand) : undefined
  const verdicts = judge(measured, startup, { idleAfterFirstMb, search })
  const report = { machine, startup, rows: [...measured.map((one) => rowOf(one)), ...peerRows] }
  print(report, verdicts, say)
  say(`While it was measured, the cores were busy ${Math.round(busy() * 100)} % of the time.`)
  if (wanted.readme) writeReadme(report, verdicts, wanted)
  return report
}

async function measurePath(
  measurement: Measurement,
  path: PathName,
  connections: readonly number[],
  say: Say,
): Promise<readonly Measured[]> {
  await measurement.warmUp(path)
  const measured: Measured[] = []
  for (const count of connections) {
    const one = await measurement.measure(path, count)
    const { rps, floorRps, floorRatio } = rowOf(one)
    say(`  ${path} at ${count}: ${rps}/s, floor ${floorRps}/s, ${Math.round(floorRatio * 100)} %`)
    measured.push(one)
  }
  return measured
}

/** The peer's token endpoint against the same floor. */
async function measurePeer(wanted: Arguments, stand: RunningStand, driver: Driver, say: Say): Promise<readonly Row[]> {
  const peer = await startPeer(stand.cluster.databaseUrl, stand.people.machines)
  try {
    const urls = { ...stand.urls, peer: peer.url }
    const measurement = new Measurement(driver, { ...stand, urls }, wanted.quick ? QUICK : FULL)
    await measurement.warmUp('client-credentials', ['peer', 'floor'])
    const rows: Row[] = []
    for (const count of wanted.connections) {
      const one = await measurement.measure('client-credentials', count, ['peer', 'floor'])
      rows.push(rowOf(one, `client-credentials (${wanted.peer})`))
      say(`  ${wanted.peer} at ${count}: ${rows.at(-1)?.rps}/s`)
    }
    return rows
  } finally {
    await peer.stop()
  }
}

const PROFILED_CONNECTIONS = 16

async function profilePaths(
  paths: readonly PathName[],
  folder: string,
  stand: RunningStand,
  measurement: Measurement,
  say: Say,
): Promise<void> {
  const profiler = await attachProfiler(stand.damson, folder)
  for (const path of paths) {
    await measurement.warmUp(path, ['server'])
    const lines = await profiler.profile(path, () => measurement.measure(path, PROFILED_CONNECTIONS, ['server']))
    say(`\n${path}: ${folder}/${path}.cpuprofile\n${lines.join('\n')}`)
  }
  profiler.close()
}

async function planOfSearches(stand: RunningStand): Promise<SearchPlan> {
  const { observations, cluster, search } = stand
  const step = Math.max(1, Math.floor(observations.length / EXPLAINED))
  const chosen = observations.filter((_, n) => n % step === 0).slice(0, EXPLAINED)
  return explainSearches(cluster.db, observations.length, await Promise.all(chosen.map(search)))
}

function print(report: Report, verdicts: readonly Verdict[], say: Say): void {
  say(`\n${tableOf(report.rows)}\n\n${verdictsText(verdicts)}\n`)
}

function writeReadme(report: Report, verdicts: readonly Verdict[], { quick }: Arguments): void {
  const date = new Date().toISOString().slice(0, 10)
  const remark = quick ? 'A quick run: it shows that everything runs, not how fast it is.' : ''
  writeFileSync(README, withBlock(readFileSync(README, 'utf8'), readmeBlock(report, verdicts, date, remark)))
}

/** Says how far the loading is, ten times. */
function progressOf(say: Say): (done: number, all: number) => void {
  let next = 0
  return (done, all) => {
    if (done < next) return
    say(`Loaded ${done} of ${all} resources.`)
    next = done + all / 10
  }
}
