import type { Resource } from '@damson/fhir'
import { indexedDraft, type NewResource, newResource } from '@damson/server/resources'
import { arrayText } from '@damson/server/store'
import { VARIETY } from '../measure/targets.ts'
import { batchesOf } from '../stand/batches.ts'
import { type Clinic, type ClinicSize, createClinic } from '../stand/clinic.ts'
import { asLoaded, type LoadedObservation, type LoadOptions } from '../stand/load.ts'
import type { Copier } from './copier.ts'

/** Of so many resources, one in ten is a Patient. */
export function clinicOf(resources: number): ClinicSize {
  const patients = Math.floor(resources / 10)
  return { patients, observations: resources - patients }
}

const A_BATCH = 5_000
const DAY_MS = 86_400_000

/**
 * Loads the clinic with the rows that the API would write, by COPY. The indexes stay, and grow as they do in operation:
 * built afterwards they would be denser than any that a server has. Answers with some Observations, spread over all.
 */
export async function copyResources(copier: Copier, options: LoadOptions): Promise<readonly LoadedObservation[]> {
  const { size, progress } = options
  const clinic = createClinic(size)
  const all = size.patients + size.observations
  const step = Math.max(1, Math.floor(size.observations / VARIETY))
  const chosen: LoadedObservation[] = []
  const began = Date.now() - 29 * DAY_MS
  for (const batch of batchesOf(clinic.old(), A_BATCH)) await copyBatch(copier, options, batch, () => began - DAY_MS)
  let done = 0
  for (const batch of batchesOf(everything(clinic, step, chosen), A_BATCH)) {
    const first = done
    await copyBatch(copier, options, batch, (n) => began + Math.floor((28 * DAY_MS * (first + n)) / all))
    done += batch.length
    progress(done, all)
  }
  return chosen
}

export type Loadable = Resource & { readonly id: string }

function* everything(clinic: Clinic, step: number, chosen: LoadedObservation[]): Generator<Loadable> {
  yield* clinic.patients()
  let n = 0
  for (const observation of clinic.observations()) {
    if (n % step === 0) chosen.push(asLoaded(observation))
    n += 1
    yield observation
  }
}

const COLUMNS = ['rk', 'project', 'type', 'id', 'version', 'updated_at', 'terms', 'content', 'patients', 'extended']
const INDEXES = ['dates', 'strings', 'numbers'] as const

/** What rows of resources are made with. */
export type RowOptions = Pick<LoadOptions, 'project' | 'author' | 'fhirUrl'>

/** Loads some resources, each changed at its own time. */
export async function copyBatch(
  copier: Copier,
  options: RowOptions,
  batch: readonly Loadable[],
  msOf: (n: number) => number,
): Promise<void> {
  const [reserved] = await copier.run(
    `select setval(s, nextval(s) + $1 - 1)::float8 as last from pg_get_serial_sequence('resources', 'rk') s`,
    [batch.length],
  )
  const first = Number(reserved?.['last']) - batch.length + 1
  const made: NewResource[] = []
  for (const [n, resource] of batch.entries()) made.push(await rowsOf(options, resource, new Date(msOf(n))))
  const rows = made.map(({ stored: { project, type, id, updatedAt, content, patients, extended }, columns }, n) => {
    const time = updatedAt.toISOString()
    return [first + n, project, type, id, 1, time, arrayText(columns.terms), content, arrayText(patients), extended]
  })
  await copier.copy('resources', COLUMNS, rows)
  for (const kind of INDEXES) {
    const names = Object.keys(made[0]?.columns[kind] ?? {})
    const entries = made.flatMap(({ columns }, n) => {
      const columnsOfKind: Readonly<Record<string, readonly string[]>> = columns[kind]
      const { param = [] } = columnsOfKind
      return param.map((_, at) => [first + n, ...names.map((name) => columnsOfKind[name]?.[at] ?? null)])
    })
    await copier.copy(`resource_${kind}`, ['rk', ...names], entries)
  }
}

async function rowsOf({ project, author, fhirUrl }: RowOptions, resource: Loadable, now: Date): Promise<NewResource> {
  const draft = { project, type: resource.resourceType, id: resource.id, resource, author, baseUrls: [fhirUrl] }
  const indexed = await indexedDraft(draft)
  const made = indexed.ok ? await newResource(indexed.value, now) : undefined
  if (made === undefined) throw new Error('A resource was refused.')
  return made
}
