import { parseSearch, type Search, splitQuery } from '@damson/fhir'
import { hash } from '@node-rs/argon2'
import { startFloor } from '../floor/floor.ts'
import type { RecordedQuery } from '../floor/plan.ts'
import { type Stand, searchQuery } from '../measure/targets.ts'
import type { ClinicSize } from './clinic.ts'
import { type Cluster, startDatabase } from './cluster.ts'
import { createCodes } from './codes.ts'
import { ADMINISTRATOR, POOL_SIZE, startDamson } from './damson.ts'
import { type LoadedObservation, load } from './load.ts'
import { makePeople } from './people.ts'
import type { ServerProcess } from './processes.ts'
import { recordedInsert, recordedSearch } from './recording.ts'
import { makeVisits } from './visits.ts'

/** Everything that is driven, up and filled. */
export interface RunningStand extends Stand {
  readonly cluster: Cluster
  readonly damson: ServerProcess
  readonly search: (observation: LoadedObservation) => Promise<RecordedQuery>
  stop(): Promise<void>
}

export interface StandOptions {
  readonly size: ClinicSize
  readonly refreshTokens: number
  readonly nodeOptions: readonly string[]
  readonly say: (line: string) => void
  readonly progress: (done: number, all: number) => void
}

/** The server's argon2id: OWASP's floor. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** As the server asks for a page of the usual size. */
const PAGE = 20

export async function startStand(options: StandOptions): Promise<RunningStand> {
  const stops: (() => Promise<unknown>)[] = []
  const stop = async (): Promise<void> => {
    for (const end of stops.reverse()) await end()
    stops.length = 0
  }
  try {
    return await build(options, stops, stop)
  } catch (error) {
    await stop()
    throw error
  }
}

async function build(
  { size, refreshTokens, nodeOptions, say, progress }: StandOptions,
  stops: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<RunningStand> {
  const cluster = await startDatabase()
  stops.push(() => cluster.stop())
  const damson = await startDamson(cluster.databaseUrl, nodeOptions)
  stops.push(() => damson.stop())
  say('The server is up; making people and machines.')
  const people = await makePeople(damson.url)
  const { project, profile } = people
  const fhirUrl = `${damson.url}/fhir/R4/`
  const loaded = await load(cluster.db, { project, author: profile, fhirUrl, size, progress })
  say(`Loaded in ${loaded.seconds.toFixed(0)} s.`)
  const search = (observation: LoadedObservation): Promise<RecordedQuery> =>
    recordedSearch(project, readSearch(observation, fhirUrl), { op: 'all', of: [] }, PAGE)
  const codes = await createCodes(cluster.db, damson.url)
  const { project: visited, visits, pages } = await makeVisits(cluster.db, damson.url)
  const [first] = loaded.observations
  if (first === undefined) throw new Error('Nothing was loaded.')
  const floor = await startFloor({
    databaseUrl: cluster.databaseUrl,
    poolSize: POOL_SIZE,
    project,
    insert: await recordedInsert(project),
    search: await search(first),
    passwordHash: await hash(ADMINISTRATOR.password, COST),
    visited,
    pages,
  })
  stops.push(() => floor.stop())
  return {
    cluster,
    damson,
    urls: { server: damson.url, floor: floor.url },
    people,
    observations: loaded.observations,
    search,
    codes,
    refreshTokens: [...(await codes.refreshTokens(refreshTokens))],
    visits,
    stop,
  }
}

function readSearch(observation: LoadedObservation, fhirUrl: string): Search {
  const pairs = splitQuery(new URLSearchParams(searchQuery(observation)))
  const parsed = parseSearch('Observation', pairs, { baseUrls: [fhirUrl], now: new Date() })
  if (!parsed.ok) throw new Error('The search of the bench is not one.')
  return parsed.value
}
