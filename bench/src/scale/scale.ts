/** `npm run bench -- --scale`: how the cost of a request grows with what is stored. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Arguments } from '../arguments.ts'
import { type Driver, startDriver } from '../drive/driver.ts'
import type { Job } from '../drive/job.ts'
import { countedSlice, type Effort, figuresOf, mediansOf } from '../measure/measure.ts'
import { createExplainer } from '../measure/search-plan.ts'
import { busyShare, machineOf } from '../report/machine.ts'
import type { Say } from '../report/progress.ts'
import type { TargetFigures } from '../report/report.ts'
import { RESULTS_FOLDER } from '../report/results.ts'
import { type Cluster, startDatabase } from '../stand/cluster.ts'
import { chartOf } from './chart.ts'
import { requestsOf, SCALE_PATHS, type ScalePath, searchesOf } from './paths.ts'
import { costOf, type ScalePoint, type ScaleReport, scaleText, sizeName } from './report.ts'
import { checkRoom } from './room.ts'
import { type LoadedSize, loadSize, type ScaleStand, serve } from './stand.ts'

/** Many requests run at once, and no queue hides the cost of one. */
const CONNECTIONS = 16
const EXPLAINED = 20

export async function benchScale(
  sizes: readonly number[],
  wanted: Pick<Arguments, 'quick' | 'results' | 'resultsDir'>,
  effort: Effort,
  say: Say,
): Promise<ScaleReport> {
  checkRoom(sizes)
  const cluster = await startDatabase()
  const driver = startDriver()
  const stands: ScaleStand[] = []
  try {
    await loadAndServe(cluster, sizes, stands, say)
    const machine = machineOf(cluster.version, cluster.commitMs)
    say(`${machine}.`)
    const busy = busyShare()
    const points: ScalePoint[] = []
    for (const path of SCALE_PATHS) points.push(...(await measurePath(path, { stands, cluster, driver, effort }, say)))
    const report: ScaleReport = { machine, points }
    const text = scaleText(report, new Date().toISOString().slice(0, 10), wanted.quick)
    say(text)
    say(`While it was measured, the cores were busy ${Math.round(busy() * 100)} % of the time.`)
    if (wanted.results) {
      const folder = wanted.resultsDir ?? RESULTS_FOLDER
      writeFileSync(join(folder, 'SCALE.md'), text)
      writeFileSync(join(folder, 'scale.svg'), chartOf(points))
    }
    return report
  } finally {
    driver.stop()
    for (const { damson } of stands) await damson.stop()
    await cluster.stop()
  }
}

/** All are loaded before any is measured, so that the rounds can take the sizes in turn. */
async function loadAndServe(cluster: Cluster, sizes: readonly number[], stands: ScaleStand[], say: Say): Promise<void> {
  const loaded: LoadedSize[] = []
  for (const size of sizes) loaded.push(await loadSize(cluster, size, CONNECTIONS, say))
  for (const one of loaded) stands.push(await serve(one))
}

interface Measuring {
  readonly stands: readonly ScaleStand[]
  readonly cluster: Cluster
  readonly driver: Driver
  readonly effort: Effort
}

/** Measures the sizes in turn, round by round, every second round in reverse order: other load affects all alike. */
async function measurePath(path: ScalePath, measuring: Measuring, say: Say): Promise<readonly ScalePoint[]> {
  const { stands, effort } = measuring
  const slices = new Map<ScaleStand, (seconds: number) => Promise<TargetFigures>>()
  for (const stand of stands) {
    const shots = await requestsOf(path, stand)
    const job = { url: stand.damson.url, connections: CONNECTIONS, status: path === 'create' ? 201 : 200, shots }
    slices.set(stand, (seconds) => slice(path, stand, { ...job, seconds }, measuring))
  }
  const rounds = new Map<ScaleStand, TargetFigures[]>(stands.map((stand) => [stand, []]))
  for (const run of slices.values()) await run(effort.warmUpSeconds)
  for (let round = 0; round < effort.rounds; round += 1) {
    const order = [...slices]
    for (const [stand, run] of round % 2 === 0 ? order : order.reverse())
      rounds.get(stand)?.push(await run(effort.seconds))
  }
  const points: ScalePoint[] = []
  for (const stand of stands) points.push(await pointOf(path, stand, rounds.get(stand) ?? []))
  say(
    `  ${path}: ${points.map((point) => `${Math.round(costOf(point))} µs at ${sizeName(point.resources)}`).join(', ')}`,
  )
  return points
}

async function slice(path: ScalePath, stand: ScaleStand, job: Job, measuring: Measuring): Promise<TargetFigures> {
  const pids = { server: stand.damson.pid, postmaster: measuring.cluster.postmasterPid }
  const counted = await countedSlice(measuring.driver, job, pids, `${path} at ${sizeName(stand.resources)}`)
  // On a busy machine a short slice may end before the first answer.
  return counted === undefined
    ? slice(path, stand, { ...job, seconds: job.seconds * 3 }, measuring)
    : figuresOf(counted)
}

async function pointOf(path: ScalePath, stand: ScaleStand, rounds: readonly TargetFigures[]): Promise<ScalePoint> {
  const figures = mediansOf(rounds)
  if (figures === undefined) throw new Error('Nothing was measured.')
  const { rps, p99Ms, nodeUs, postgresUs } = figures
  return { path, resources: stand.resources, rps, p99Ms, nodeUs, postgresUs, ...(await planOf(path, stand)) }
}

async function planOf(path: ScalePath, stand: ScaleStand): Promise<Pick<ScalePoint, 'planMs' | 'scans'>> {
  const searches = searchesOf(path, stand)
  if (searches.length === 0) return {}
  const chosen = Array.from({ length: EXPLAINED }, (_, n) => searches[Math.floor((n * searches.length) / EXPLAINED)])
  const sent = await stand.asSent(chosen.filter((one) => one !== undefined))
  const explainer = await createExplainer(stand.database.databaseUrl)
  try {
    const { medianMs, scans } = await explainer.explain(stand.resources, sent)
    return { planMs: medianMs, scans }
  } finally {
    await explainer.end()
  }
}
