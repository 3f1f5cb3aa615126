import { hash } from '@node-rs/argon2'
import { startFloor } from '../floor/floor.ts'
import { FLOOR_PROJECT, type RecordedPage, type RecordedQuery } from '../floor/plan.ts'
import { type Stand, searchQuery } from '../measure/targets.ts'
import { makeActedFor } from './acting.ts'
import type { ClinicSize } from './clinic.ts'
import { type Cluster, type Database, startDatabase } from './cluster.ts'
import { createCodes } from './codes.ts'
import { ADMINISTRATOR, POOL_SIZE, startDamson } from './damson.ts'
import { createLate, type LoadOptions, load } from './load.ts'
import { makePeople } from './people.ts'
import type { ServerProcess } from './processes.ts'
import { recordedInsert, recordedSearch } from './recording.ts'
import { SELECTIVE, type Selective } from './selective.ts'
import { makeVisits } from './visits.ts'

/** Everything that is under load, started and filled. */
export interface RunningStand extends Stand {
  readonly cluster: Cluster
  readonly database: Database
  readonly damson: ServerProcess
  /** Usual searches, as the server sends them. */
  readonly selective: readonly SelectiveQuery[]
  /** Creates so many more Observations. */
  createLate(count: number): Promise<void>
  stop(): Promise<void>
}

export type SelectiveQuery = Selective & { readonly search: RecordedQuery }

export interface StandOptions {
  readonly size: ClinicSize
  readonly refreshTokens: number
  readonly machines: number
  readonly nodeOptions: readonly string[]
  /** The built `main.js` of another commit, to compare with this one. */
  readonly against: string | undefined
  readonly say: (line: string) => void
  readonly progress: (done: number, all: number) => void
}

/** The server's argon2id: OWASP's floor. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** What must be stopped when the run ends, newest first. */
type Stops = (() => Promise<unknown>)[]

export async function startStand(options: StandOptions): Promise<RunningStand> {
  const stops: Stops = []
  const stop = async (): Promise<void> => {
    for (const end of stops.reverse()) await end()
    stops.length = 0
  }
  try {
    return { ...(await build(options, stops)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function build(options: StandOptions, stops: Stops): Promise<Omit<RunningStand, 'stop'>> {
  const cluster = await startDatabase()
  stops.push(() => cluster.stop())
  const side = await startSide(options, cluster, stops, 'damson')
  const against =
    options.against === undefined ? undefined : await startSide(options, cluster, stops, 'against', options.against)
  const floor = await startFloorOf(side)
  stops.push(() => floor.stop())
  return {
    ...side,
    cluster,
    urls: { server: side.damson.url, floor: floor.url },
    pids: { server: side.damson.pid, floor: floor.pid },
    ...(against !== undefined && { against }),
  }
}

interface Side extends Stand {
  readonly database: Database
  readonly damson: ServerProcess
  readonly visited: string
  readonly pages: readonly RecordedPage[]
  readonly selective: readonly SelectiveQuery[]
  createLate(count: number): Promise<void>
}

/** One server on its own database, with people, machines and a loaded clinic. */
async function startSide(
  { size, refreshTokens, machines, nodeOptions, say, progress }: StandOptions,
  cluster: Cluster,
  stops: Stops,
  name: string,
  file?: string,
): Promise<Side> {
  const database = await cluster.database(name)
  const damson = await startDamson(database.databaseUrl, nodeOptions, file)
  stops.push(() => damson.stop())
  say(`The server is up (${name}); making people and machines.`)
  const made = await makePeople(damson.url, machines)
  const people = { ...made, actedFor: await makeActedFor(database.db, damson.url, made) }
  const { project, profile } = people
  const fhirUrl = `${damson.url}/fhir/R4/`
  const loading: LoadOptions = { project, author: profile, fhirUrl, size, progress }
  const loaded = await load(database.db, loading)
  say(`Loaded in ${loaded.seconds.toFixed(0)} s.`)
  const codes = await createCodes(database.db, damson.url, ADMINISTRATOR)
  const { project: visited, visits, pages } = await makeVisits(database.db, damson.url)
  const recorded = (type: Selective['type'], query: string) =>
    recordedSearch(database.db, project, fhirUrl, type, query)
  const refreshing = [...(await codes.refreshTokens(refreshTokens))]
  // As autovacuum does within a minute: plans made while a table was nearly empty would read it whole.
  await database.db.exec('vacuum analyze')
  return {
    database,
    damson,
    urls: { server: damson.url, floor: '' },
    pids: { server: damson.pid, floor: 0 },
    postmasterPid: cluster.postmasterPid,
    people,
    observations: loaded.observations,
    search: (observation) => recorded('Observation', searchQuery(observation)),
    selective: await Promise.all(
      SELECTIVE.map(async (one) => ({ ...one, search: await recorded(one.type, one.query) })),
    ),
    createLate: (count) => createLate(database.db, loading, count),
    codes,
    refreshTokens: refreshing,
    visits,
    visited,
    pages,
  }
}

async function startFloorOf({ database, people, observations, search, visited, pages }: Side): Promise<ServerProcess> {
  const [first] = observations
  if (first === undefined) throw new Error('Nothing was loaded.')
  return startFloor({
    databaseUrl: database.databaseUrl,
    poolSize: POOL_SIZE,
    project: people.project,
    // In its own project: the real project's searches would find rows with its terms.
    insert: await recordedInsert(FLOOR_PROJECT),
    search: await search(first),
    passwordHash: await hash(ADMINISTRATOR.password, COST),
    visited,
    pages,
  })
}
