import { randomBytes, randomUUID } from 'node:crypto'
import { batchesOf } from '../stand/batches.ts'
import { type ClinicSize, createClinic } from '../stand/clinic.ts'
import type { Copier } from './copier.ts'

/** An event as the server wrote it, the numbers as texts. */
type EventRow = Readonly<Record<(typeof COLUMNS)[number], string | null>>

const COLUMNS = [
  'project',
  'at',
  'id',
  'kind',
  'action',
  'outcome',
  'agent',
  'app',
  'entity',
  'patient',
  'login_id',
  'event',
  'personal',
  'subject',
  'writer',
  'sequence',
] as const

const A_BATCH = 10_000

/**
 * Loads so many events that are as those that the server wrote of its first requests: about the clinic's Observations in
 * turn, spread over this month, whose partition takes the events of the measurement as well.
 */
export async function copyEvents(
  copier: Copier,
  size: ClinicSize,
  count: number,
  progress: (done: number, all: number) => void,
): Promise<void> {
  const templates = await writtenEvents(copier)
  if (templates.length === 0) throw new Error('The server wrote no events.')
  const now = new Date()
  const began = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1)
  const timeOf = (n: number): number => began + Math.floor(((now.getTime() - began) * n) / count)
  let done = 0
  for (const batch of batchesOf(eventsOf(templates, size, count, timeOf), A_BATCH)) {
    await copier.copy(
      'audit_events',
      COLUMNS,
      batch.map((row) => COLUMNS.map((name) => row[name])),
    )
    done += batch.length
    progress(done, count)
  }
}

/** What the server wrote about Observations: reads, creates and searches. */
async function writtenEvents(copier: Copier): Promise<readonly EventRow[]> {
  const columns = COLUMNS.map((name) => `${name}::text`).join(', ')
  const rows = await copier.run(
    `select ${columns} from audit_events where kind like 'fhir.%' and entity ~ '^Observation' order by sequence`,
  )
  return rows as readonly EventRow[]
}

function* eventsOf(
  templates: readonly EventRow[],
  size: ClinicSize,
  count: number,
  timeOf: (n: number) => number,
): Generator<EventRow> {
  const writer = randomUUID()
  let n = 0
  while (n < count) {
    for (const { id, subject } of createClinic(size).observations()) {
      const template = templates[n % templates.length]
      if (template === undefined || n >= count) return
      yield eventLike(template, { writer, sequence: n + 1, ms: timeOf(n), id, patient: subject?.reference ?? null })
      n += 1
    }
  }
}

interface About {
  readonly writer: string
  readonly sequence: number
  readonly ms: number
  readonly id: string
  readonly patient: string | null
}

/** Another event of the kind of a template. Its text keeps the order of its members, as the canonical form has it. */
export function eventLike(template: EventRow, { writer, sequence, ms, id, patient }: About): EventRow {
  const at = new Date(ms).toISOString()
  const own = eventId(ms)
  const changes: Record<string, string> = { at, id: own }
  if (template.entity?.includes('/') === true) changes['entity'] = `Observation/${id}`
  if (template.patient !== null && patient !== null) changes['patient'] = patient
  const kept = { ...(JSON.parse(template.event ?? '{}') as Readonly<Record<string, unknown>>), ...changes }
  return { ...template, ...changes, event: JSON.stringify(kept), writer, sequence: String(sequence) }
}

/** A UUID of version 7: by its time, an event is found in its partition. */
function eventId(ms: number): string {
  const time = ms.toString(16).padStart(12, '0')
  const chance = randomBytes(9).toString('hex')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${chance.slice(0, 3)}-8${chance.slice(3, 6)}-${chance.slice(6)}`
}
