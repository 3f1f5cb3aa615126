import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildOther, type OtherBuild } from './against/build.ts'
import { type Comparison, compare } from './against/compare.ts'
import type { Arguments } from './arguments.ts'
import { type BotsOutcome, benchBots } from './bots/bots.ts'
import { benchConsole } from './console/console.ts'
import type { ConsoleReport } from './console/report.ts'
import { type Driver, startDriver } from './drive/driver.ts'
import { benchLists } from './lists/lists.ts'
import type { ListsReport } from './lists/report.ts'
import { type Effort, FULL, Measurement, QUICK, WARM_UP_CONNECTIONS } from './measure/measure.ts'
import { attachProfiler, INSPECTED } from './measure/profiler.ts'
import { createExplainer } from './measure/search-plan.ts'
import { measureStartup } from './measure/startup.ts'
import { type Target, targetsOf } from './measure/targets.ts'
import { measureWaits } from './measure/waiting.ts'
import type { PathName } from './paths.ts'
import { measureBeside } from './peer/beside.ts'
import { measurePeer } from './peer/measure-peer.ts'
import { judge } from './report/budgets.ts'
import { busyShare, machineOf, warnIfBusy } from './report/machine.ts'
import { progressOf, type Say } from './report/progress.ts'
import {
  type Measured,
  type Report,
  rowOf,
  type SearchPlan,
  type SelectiveFigure,
  type Startup,
} from './report/report.ts'
import { changesText, RESULTS_FOLDER, resultsText } from './report/results.ts'
import type { ScaleReport } from './scale/report.ts'
import { benchScale } from './scale/scale.ts'
import { benchSecurity, type SecurityOutcome } from './security/security.ts'
import { type RunningStand, startStand } from './stand/stand.ts'

const WHOLE = { patients: 10_000, observations: 100_000 }
const PART = { patients: 50, observations: 2_000 }
const REFRESH_TOKENS = 3_000
const MACHINES = 64
const STARTUP = { whole: { laterStarts: 3, idleMs: 3_000 }, quick: { laterStarts: 1, idleMs: 300 } }
const WAITING = { whole: { seconds: 1.5, times: 3 }, quick: { seconds: 0.3, times: 1 } }
const EXPLAINED = 200
/** Created before searches are explained again. */
const LATE = { whole: 10_000, quick: 400 }
/** The spread of the rounds decides whether two commits differ. */
const ROUNDS_AGAINST = 5

/** The result of a run: the report, how the cost grows, what attackers learn and do, or the changes since the other commit. */
export type Outcome =
  | Report
  | ScaleReport
  | SecurityOutcome
  | BotsOutcome
  | ListsReport
  | ConsoleReport
  | readonly Comparison[]

/** Runs the bench. */
export async function bench(wanted: Arguments, say: Say): Promise<Outcome> {
  await warnIfBusy(say)
  if (wanted.lists) return benchLists(wanted, say)
  if (wanted.console) return benchConsole(wanted, say)
  if (wanted.bots) return benchBots(wanted, say)
  if (wanted.security) return benchSecurity(wanted, say)
  if (wanted.scale !== undefined) return benchScale(wanted.scale, wanted, effortOf(wanted), say)
  const other = wanted.against === undefined ? undefined : await buildOther(wanted.against, say)
  try {
    return await onStand(wanted, other, say)
  } finally {
    await other?.remove()
  }
}

async function onStand(wanted: Arguments, other: OtherBuild | undefined, say: Say): Promise<Outcome> {
  const startup =
    other === undefined && wanted.only.length > 1
      ? await measureStartup(wanted.quick ? STARTUP.quick : STARTUP.whole)
      : undefined
  const stand = await startStand({
    size: wanted.quick ? PART : WHOLE,
    refreshTokens: refreshTokensFor(wanted),
    machines: wanted.quick ? Math.max(WARM_UP_CONNECTIONS, ...wanted.connections) : MACHINES,
    nodeOptions: wanted.profile === undefined ? [] : INSPECTED,
    against: other?.file,
    say,
    progress: progressOf(say, 'resources'),
  })
  const driver = startDriver()
  try {
    return other !== undefined
      ? await measureAgainst(wanted, stand, driver, other.name, say)
      : await measureAll(wanted, stand, driver, startup, say)
  } finally {
    driver.stop()
    await stand.stop()
  }
}

async function measureAll(
  wanted: Arguments,
  stand: RunningStand,
  driver: Driver,
  startup: Startup | undefined,
  say: Say,
): Promise<Report> {
  const machine = machineOf(stand.cluster.version, stand.cluster.commitMs)
  say(`${machine}.`)
  const measurement = new Measurement(driver, stand, effortOf(wanted))
  if (wanted.profile !== undefined) await profilePaths(wanted.only, wanted.profile, stand, measurement, say)
  const busy = busyShare()
  const waits =
    wanted.only.length === 1 ? [] : await measureWaits(driver, stand, wanted.quick ? WAITING.quick : WAITING.whole)
  const measured: Measured[] = []
  for (const path of wanted.only) measured.push(...(await measurePath(measurement, path, wanted.connections, say)))
  const beside = await measureBeside(wanted, stand, driver, effortOf(wanted), say)
  const peerRows =
    wanted.peer === undefined ? [] : await measurePeer(wanted.peer, wanted, stand, driver, effortOf(wanted), say)
  const search = wanted.only.includes('search')
    ? await planOfSearches(stand, wanted.quick ? LATE.quick : LATE.whole)
    : undefined
  const verdicts = judge(measured, startup, { search, waits, beside })
  const report: Report = {
    machine,
    ...(startup !== undefined && { startup }),
    rows: [...measured.map((one) => rowOf(one)), ...peerRows],
    waits,
    beside,
  }
  const text = resultsText(report, verdicts, new Date().toISOString().slice(0, 10), wanted.quick)
  say(text)
  say(`While it was measured, the cores were busy ${Math.round(busy() * 100)} % of the time.`)
  if (wanted.results) writeFileSync(join(wanted.resultsDir ?? RESULTS_FOLDER, 'RESULTS.md'), text)
  return report
}

/** Measures the same paths on the servers of two commits in turn, without floors. */
async function measureAgainst(
  wanted: Arguments,
  stand: RunningStand,
  driver: Driver,
  name: string,
  say: Say,
): Promise<readonly Comparison[]> {
  const targets: readonly Target[] = ['against', 'server']
  const measurement = new Measurement(driver, stand, effortOf(wanted))
  const comparisons: Comparison[] = []
  for (const path of wanted.only) {
    const measured = await measurePath(measurement, path, wanted.connections, () => undefined, targets)
    comparisons.push(...measured.map(compare))
    for (const { connections, change, noise } of measured.map(compare))
      say(`  ${path} at ${connections}: ${Math.round(change * 100)} % ± ${Math.round(noise * 100)} %`)
  }
  say(`\n${changesText(comparisons, name)}\n`)
  return comparisons
}

async function measurePath(
  measurement: Measurement,
  path: PathName,
  connections: readonly number[],
  say: Say,
  targets: readonly Target[] = targetsOf(path),
): Promise<readonly Measured[]> {
  await measurement.warmUp(path, targets)
  const measured: Measured[] = []
  for (const count of connections) {
    const one = await measurement.measure(path, count, targets)
    const { rps, nodeUs, postgresUs, floorRatio } = rowOf(one)
    say(`  ${path} at ${count}: ${rps}/s, ${nodeUs} + ${postgresUs} µs, floor ${Math.round(floorRatio * 100)} %`)
    measured.push(one)
  }
  return measured
}

/** Each slice of the refresh path takes two tokens for each connection; on a busy machine many slices are repeated. */
function refreshTokensFor({ quick, only, connections }: Arguments): number {
  if (!only.includes('refresh')) return 0
  const sliced = connections.reduce((sum, count) => sum + count, WARM_UP_CONNECTIONS)
  return quick ? Math.max(10 * sliced, 480) : REFRESH_TOKENS
}

function effortOf({ quick, rounds, against }: Arguments): Effort {
  const effort = quick ? QUICK : FULL
  return { ...effort, rounds: rounds ?? (against === undefined || quick ? effort.rounds : ROUNDS_AGAINST) }
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

async function planOfSearches(
  { observations, database, search, selective, createLate }: RunningStand,
  created: number,
): Promise<SearchPlan> {
  const step = Math.max(1, Math.floor(observations.length / EXPLAINED))
  const chosen = observations.filter((_, n) => n % step === 0).slice(0, EXPLAINED)
  const searches = await Promise.all(chosen.map(search))
  const explainer = await createExplainer(database.databaseUrl)
  try {
    const plan = await explainer.explain(observations.length, searches)
    const figures: SelectiveFigure[] = []
    for (const one of selective) figures.push(await explainer.median(one.name, one.search))
    await createLate(created)
    const { medianMs } = await explainer.explain(observations.length, searches)
    return { ...plan, selective: figures, late: { created, medianMs } }
  } finally {
    await explainer.end()
  }
}
