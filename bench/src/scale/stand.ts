import { noteCommonTerms } from '@damson/server/resources'
import type { RecordedQuery } from '../floor/plan.ts'
import { progressOf, type Say } from '../report/progress.ts'
import type { Cluster, Database } from '../stand/cluster.ts'
import { newKey, startDamson } from '../stand/damson.ts'
import type { LoadedObservation } from '../stand/load.ts'
import { machineOf, makePeople, type People } from '../stand/people.ts'
import type { ServerProcess } from '../stand/processes.ts'
import { recordedSearch } from '../stand/recording.ts'
import { createCopier } from './copier.ts'
import { copyEvents } from './copy-events.ts'
import { clinicOf, copyResources } from './copy-resources.ts'
import type { ScaleSearch, ScaleSources } from './paths.ts'
import { sizeName } from './report.ts'
import { writeSomeEvents } from './some-events.ts'

/** A loaded database of one size, not served yet. */
export interface LoadedSize {
  readonly resources: number
  readonly database: Database
  readonly key: string
  readonly people: People
  readonly observations: readonly LoadedObservation[]
}

/** A server on a database of one size. */
export interface ScaleStand extends ScaleSources {
  readonly resources: number
  readonly database: Database
  readonly damson: ServerProcess
  /** Searches as the server sends them, by what it knows of this database. */
  asSent(searches: readonly ScaleSearch[]): Promise<readonly RecordedQuery[]>
}

/** Makes a database and loads it. */
export async function loadSize(cluster: Cluster, resources: number, machines: number, say: Say): Promise<LoadedSize> {
  const began = performance.now()
  const name = sizeName(resources)
  const database = await cluster.database(`scale_${resources}`)
  const key = newKey()
  const { people, fhirUrl } = await prepared(database, key, machines)
  const copier = await createCopier(database.databaseUrl)
  try {
    const size = clinicOf(resources)
    const options = { project: people.project, author: people.profile, fhirUrl, size }
    const observations = await copyResources(copier, { ...options, progress: progressOf(say, `resources (${name})`) })
    await copyEvents(copier, size, resources, progressOf(say, `audit events (${name})`))
    say(`Analyzing (${name}).`)
    await copier.run('vacuum analyze')
    // Written to the disk now, and not during a slice.
    await copier.run('checkpoint')
    const [{ bytes } = {}] = await copier.run('select pg_database_size(current_database())::float8 as bytes')
    const seconds = Math.round((performance.now() - began) / 1000)
    say(`${name}: loaded in ${seconds} s, ${Math.round(Number(bytes) / 1e6)} MB.`)
    return { resources, database, key, people, observations }
  } finally {
    await copier.end()
  }
}

/** The first start makes the tables, the project and some events. */
async function prepared(
  { databaseUrl }: Database,
  key: string,
  machines: number,
): Promise<{ people: People; fhirUrl: string }> {
  const damson = await startDamson(databaseUrl, [], undefined, key)
  try {
    const people = await makePeople(damson.url, machines)
    await writeSomeEvents(damson.url, people)
    return { people, fhirUrl: `${damson.url}/fhir/R4/` }
  } finally {
    await damson.stop()
  }
}

/**
 * Serves a loaded database: a node that starts knows at once which terms are common. Tokens are new, since loading takes
 * long.
 */
export async function serve({ resources, database, key, people, observations }: LoadedSize): Promise<ScaleStand> {
  const damson = await startDamson(database.databaseUrl, [], undefined, key)
  const machines = await Promise.all(people.machines.map(({ id, secret }) => machineOf(damson.url, id, secret)))
  const fhirUrl = `${damson.url}/fhir/R4/`
  const recorded = (type: ScaleSearch['type'], query: string): Promise<RecordedQuery> =>
    recordedSearch(database.db, people.project, fhirUrl, type, query)
  return {
    resources,
    database,
    damson,
    urls: { server: damson.url, floor: '' },
    people: { ...people, machines },
    observations,
    patients: clinicOf(resources).patients,
    visits: [],
    search: () => Promise.reject(new Error('There is no floor.')),
    async asSent(searches) {
      // As the node did when it started.
      await noteCommonTerms(database.db)
      const sent: RecordedQuery[] = []
      for (const { type, query } of searches) sent.push(await recorded(type, query))
      return sent
    },
  }
}
