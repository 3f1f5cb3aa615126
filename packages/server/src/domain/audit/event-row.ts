import type { Clock } from '#base/clock'
import type { Tx } from '#base/db'
import { uuid, uuidAt } from '#base/random'
import { type NewResource, togetherColumns } from '#domain/resources'
import { type EventColumns, insertEvents, type NewEventRow } from './audit.store.ts'
import { canonicalWriter } from './canonical.ts'
import type { AuditEntry, KeptEvent } from './entry.ts'
import { KINDS } from './kinds.ts'
import { createRecorded, type ToldColumns, type ToldEvents } from './recorded-create.store.ts'
import { type FoundRow, type ReadColumns, type ReadRow, readRecorded } from './recorded-read.store.ts'
import { secondOf, whoOf } from './render.ts'
import type { Seals } from './seals.ts'

/** A new resource and its events, one for each patient it is about. */
export interface RecordedCreate {
  readonly resource: NewResource
  readonly events: readonly NewEventRow[]
}

/** This node as a writer of events: it numbers them, seals personal fields, and inserts them. */
export interface EventWriter {
  /** `tx` is the event's transaction. */
  row(tx: Tx, entry: AuditEntry): Promise<NewEventRow>
  insert(tx: Tx, rows: readonly NewEventRow[]): Promise<void>
  /** The events of a statement that also writes what they record. */
  told(rows: readonly NewEventRow[]): ToldEvents
  /** Creates resources and writes their events. */
  create(tx: Tx, created: readonly RecordedCreate[]): Promise<void>
  /** The event of a read; the store adds the version and patient that it reads. */
  readRow(tx: Tx, entry: AuditEntry, of: { readonly type: string; readonly id: string }): Promise<ReadRow>
  /** Reads and writes the events. Returns the found rows by event id; missing resources have none. */
  read(tx: Tx, rows: readonly ReadRow[]): Promise<ReadonlyMap<string, FoundRow>>
}

const event = canonicalWriter<KeptEvent>({
  kind: true,
  project: true,
  at: true,
  id: true,
  outcome: true,
  agent: true,
  approver: true,
  actedFor: true,
  acting: true,
  calledBy: true,
  calledFor: true,
  user: true,
  client: true,
  login: true,
  entity: true,
  version: true,
  patient: true,
  reason: true,
  provider: true,
  identity: true,
  trace: true,
  personalHash: true,
})

/** An event that happens now: its id, its kept form, and the columns common to all. */
interface Happening {
  readonly id: string
  readonly kept: KeptEvent
  readonly columns: Pick<
    NewEventRow,
    'project' | 'at' | 'agent' | 'app' | 'loginId' | 'personal' | 'subject' | 'sequence'
  >
}

/** Numbers and dates this node's events, and seals their personal fields. */
function createHappenings(
  seals: Seals,
  clock: Clock,
  happened?: (entry: AuditEntry) => void,
): (tx: Tx, entry: AuditEntry) => Promise<Happening> {
  let sequence = 0
  let [latest, ordinal] = [0, 0]

  /** Ids within one millisecond sort in the order in which the events happened on this node. */
  function idAt(at: Date): string {
    ordinal = at.getTime() === latest ? ordinal + 1 : 0
    latest = at.getTime()
    return uuidAt(at, ordinal)
  }

  return async (tx, entry) => {
    const at = clock.now()
    const id = idAt(at)
    happened?.(entry)
    const personal = await seals.seal(tx, entry, at)
    const kept = keptOf(entry, at, id, personal?.hash)
    sequence += 1
    const columns = {
      project: entry.project,
      at: kept.at,
      agent: whoOf(entry.agent) ?? null,
      app: secondOf(entry.agent) ?? null,
      loginId: entry.agent.loginId ?? null,
      personal: personal?.sealed ?? null,
      subject: personal?.subject ?? null,
      sequence: String(sequence),
    }
    return { id, kept, columns }
  }
}

/** `happened` is told each event, before it is written. */
export function createEventWriter(seals: Seals, clock: Clock, happened?: (entry: AuditEntry) => void): EventWriter {
  const writer = uuid()
  const now = createHappenings(seals, clock, happened)
  const told = (rows: readonly NewEventRow[]): ToldEvents => ({ ...toldColumnsOf(rows), writer })

  return {
    told,
    async row(tx, entry) {
      const { id, kept, columns } = await now(tx, entry)
      return {
        ...columns,
        id,
        kind: entry.kind,
        action: KINDS[entry.kind].action,
        outcome: String(entry.outcome),
        entity: entry.entity ?? null,
        patient: entry.patient ?? (entry.entity?.startsWith('Patient/') === true ? entry.entity : null),
        event: event.text(kept),
      }
    },
    async insert(tx, rows) {
      await insertEvents.run(tx, { ...columnsOf(rows), writer })
    },
    async create(tx, created) {
      const events = created.flatMap((one) => one.events)
      const resources = togetherColumns(created.map(({ resource }) => resource))
      const made = await createRecorded.rows(tx, { ...resources, ...told(events) })
      if (made.length !== created.length || made.some(({ recorded }) => recorded !== events.length))
        throw new Error('not all was written')
    },
    async readRow(tx, entry, { type, id }) {
      const { id: ofEvent, kept, columns } = await now(tx, { ...entry, entity: `${type}/${id}` })
      const [before = '', between = '', after = ''] = event.around(kept, 'patient', 'version')
      return { ...columns, type, id, event: ofEvent, before, between, after }
    },
    async read(tx, rows) {
      const { action } = KINDS[READ]
      const found = await readRecorded.rows(tx, { ...readColumnsOf(rows), kind: READ, action, writer })
      return new Map(found.map((row) => [row.event, row]))
    },
  }
}

const READ = 'fhir.read'

function keptOf(entry: AuditEntry, at: Date, id: string, personalHash: string | undefined): KeptEvent {
  return {
    kind: entry.kind,
    project: entry.project,
    at: at.toISOString(),
    id,
    outcome: entry.outcome,
    agent: entry.agent.reference,
    approver: entry.agent.approver,
    actedFor: entry.agent.actedFor?.reference,
    acting: entry.agent.actedFor?.how,
    calledBy: entry.agent.calledBy?.reference,
    calledFor: entry.agent.calledBy?.actedFor,
    user: entry.agent.userId,
    client: entry.agent.clientId,
    login: entry.agent.loginId,
    entity: entry.entity,
    version: entry.version,
    patient: entry.patient,
    reason: entry.reason,
    provider: entry.provider,
    identity: entry.identity,
    trace: entry.traceId,
    personalHash,
  }
}

function toldColumnsOf(rows: readonly NewEventRow[]): ToldColumns {
  const columns = columnsOf(rows)
  return {
    event_project: columns.project,
    event_at: columns.at,
    event_id: columns.id,
    event_kind: columns.kind,
    event_action: columns.action,
    event_outcome: columns.outcome,
    event_agent: columns.agent,
    event_app: columns.app,
    event_entity: columns.entity,
    event_patient: columns.patient,
    event_loginId: columns.loginId,
    event_event: columns.event,
    event_personal: columns.personal,
    event_subject: columns.subject,
    event_sequence: columns.sequence,
  }
}

function columnsOf(rows: readonly NewEventRow[]): EventColumns {
  const column = <K extends keyof NewEventRow>(name: K): readonly NewEventRow[K][] => rows.map((row) => row[name])
  return {
    project: column('project'),
    at: column('at'),
    id: column('id'),
    kind: column('kind'),
    action: column('action'),
    outcome: column('outcome'),
    agent: column('agent'),
    app: column('app'),
    entity: column('entity'),
    patient: column('patient'),
    loginId: column('loginId'),
    event: column('event'),
    personal: column('personal'),
    subject: column('subject'),
    sequence: column('sequence'),
  }
}

function readColumnsOf(rows: readonly ReadRow[]): ReadColumns {
  const column = <K extends keyof ReadRow>(name: K): readonly ReadRow[K][] => rows.map((row) => row[name])
  return {
    project: column('project'),
    type: column('type'),
    id: column('id'),
    event: column('event'),
    at: column('at'),
    agent: column('agent'),
    app: column('app'),
    loginId: column('loginId'),
    before: column('before'),
    between: column('between'),
    after: column('after'),
    personal: column('personal'),
    subject: column('subject'),
    sequence: column('sequence'),
  }
}
