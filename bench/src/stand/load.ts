import type { Observation, Resource } from '@damson/fhir'
import { createGated, noteCommonTerms } from '@damson/server/resources'
import type { Db } from '@damson/server/store'
import { batchesOf } from './batches.ts'
import { type Clinic, type ClinicSize, createClinic } from './clinic.ts'

/** The loaded data from which requests are made. */
export interface Loaded {
  readonly observations: readonly LoadedObservation[]
  readonly seconds: number
}

export interface LoadedObservation {
  readonly id: string
  readonly subject: string
  readonly code: string
  readonly date: string
}

export interface LoadOptions {
  readonly project: string
  /** The profile that writes. */
  readonly author: string
  readonly fhirUrl: string
  readonly size: ClinicSize
  readonly progress: (done: number, all: number) => void
}

const A_BATCH = 250
const CREATED_AT_ONCE = 8
const BATCHES_AT_ONCE = 4
const LONG_AGO_MS = 30 * 86_400_000

/**
 * Loads the clinic through the function with which the API creates resources, so that the rows are the same. Only HTTP,
 * validation and the audit are left out.
 */
export async function load(db: Db, options: LoadOptions): Promise<Loaded> {
  const { size, progress } = options
  const began = performance.now()
  const clinic = createClinic(size)
  const observations: LoadedObservation[] = []
  const all = size.patients + size.observations
  let done = 0
  const longAgo = new Date(Date.now() - LONG_AGO_MS)
  for (const batch of batchesOf(clinic.old(), A_BATCH)) await write(db, options, batch, longAgo)
  const batches = batchesOf(noting(clinic, observations), A_BATCH)
  const worker = async (): Promise<void> => {
    for (const batch of batches) {
      await write(db, options, batch)
      done += batch.length
      progress(done, all)
    }
  }
  await Promise.all(Array.from({ length: BATCHES_AT_ONCE }, worker))
  await db.exec('vacuum analyze')
  // As each node does in upkeep: searches are recorded as such a node would send them.
  await noteCommonTerms(db)
  return { observations, seconds: (performance.now() - began) / 1000 }
}

/** Creates so many more Observations, each by itself, as clients do; nothing is vacuumed or analyzed after them. */
export async function createLate(db: Db, options: LoadOptions, count: number): Promise<void> {
  for (const batch of batchesOf(createClinic(options.size).late(count), CREATED_AT_ONCE))
    await Promise.all(batch.map((one) => write(db, options, [one])))
}

function* noting(clinic: Clinic, observations: LoadedObservation[]): Generator<Resource & { readonly id: string }> {
  yield* clinic.patients()
  for (const observation of clinic.observations()) {
    observations.push(asLoaded(observation))
    yield observation
  }
}

/** What requests are made from. */
export function asLoaded({
  id,
  subject,
  code,
  effectiveDateTime = '',
}: Observation & { id: string }): LoadedObservation {
  return { id, subject: subject?.reference ?? '', code: code.coding?.[0]?.code ?? '', date: effectiveDateTime }
}

async function write(
  db: Db,
  { project, author, fhirUrl }: LoadOptions,
  batch: readonly (Resource & { readonly id: string })[],
  now = new Date(),
): Promise<void> {
  await db.tx(async (tx) => {
    // Sends all of them before the first answer.
    const written = await Promise.all(
      batch.map((resource) => {
        const draft = { project, type: resource.resourceType, id: resource.id, resource, author, baseUrls: [fhirUrl] }
        return createGated(tx, {}, draft, now)
      }),
    )
    if (written.some(({ ok }) => !ok)) throw new Error('A resource was refused.')
  })
}
