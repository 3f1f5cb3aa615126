import type { Clock } from '#base/clock'
import { sha256Text } from '#base/crypto'
import type { Tx } from '#base/db'
import { unguessable, uuid, uuidAt } from '#base/random'
import { type EventColumns, insertEvents } from './audit.store.ts'
import { canonicalJson } from './canonical.ts'
import type { AuditEntry, KeptEvent, Personal } from './entry.ts'
import { KINDS } from './kinds.ts'
import { appOf, whoOf } from './render.ts'
import { NOBODY, type SubjectKeys } from './subject-keys.ts'

/** One event's row, column by column in the order of `insertEvents`. */
export type EventValues = readonly (string | null)[]

/** This node as a writer of events: it numbers them, seals what is personal, and inserts them. */
export interface EventWriter {
  /** `tx` is the transaction that the event will be written in. */
  row(tx: Tx, entry: AuditEntry): Promise<EventValues>
  insert(tx: Tx, rows: readonly EventValues[]): Promise<void>
}

export function createEventWriter(keys: SubjectKeys, clock: Clock): EventWriter {
  const writer = uuid()
  let sequence = 0
  let [latest, ordinal] = [0, 0]

  /** Ids of one millisecond are in the order in which the events happened on this node. */
  function idAt(at: Date): string {
    ordinal = at.getTime() === latest ? ordinal + 1 : 0
    latest = at.getTime()
    return uuidAt(at, ordinal)
  }

  return {
    async row(tx, entry) {
      const at = clock.now()
      const id = idAt(at)
      const subject = subjectOf(entry)
      const plain = personalOf(entry.personal)
      const sealed = plain === undefined ? null : await keys.seal(tx, entry.project, subject, plain, at)
      const kept = keptOf(entry, at, id, plain === undefined ? undefined : sha256Text(plain))
      sequence += 1
      return [
        entry.project,
        kept.at,
        kept.id,
        entry.kind,
        KINDS[entry.kind].action,
        String(entry.outcome),
        whoOf(entry.agent) ?? null,
        appOf(entry.agent) ?? null,
        entry.entity ?? null,
        entry.patient ?? (entry.entity?.startsWith('Patient/') === true ? entry.entity : null),
        entry.agent.loginId ?? null,
        canonicalJson(kept),
        sealed,
        sealed === null ? null : subject,
        String(sequence),
      ]
    },
    async insert(tx, rows) {
      await insertEvents.run(tx, ...columnsOf(rows, writer))
    },
  }
}

function keptOf(entry: AuditEntry, at: Date, id: string, personalHash: string | undefined): KeptEvent {
  return {
    kind: entry.kind,
    project: entry.project,
    at: at.toISOString(),
    id,
    outcome: entry.outcome,
    agent: entry.agent.reference,
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

/** Whose key seals the personal fields: whoever did it, or nobody in particular. */
function subjectOf({ agent }: AuditEntry): string {
  if (agent.userId !== undefined) return `User/${agent.userId}`
  if (agent.clientId !== undefined) return `ClientApplication/${agent.clientId}`
  return NOBODY
}

/** The personal fields as text with a salt, so that their hash gives nothing away; undefined when there are none. */
function personalOf(personal: Personal): string | undefined {
  if (Object.values(personal).every((value) => value === undefined)) return undefined
  return canonicalJson({ ...personal, salt: unguessable() })
}

function columnsOf(rows: readonly EventValues[], writer: string): EventColumns {
  const column = (n: number): readonly (string | null)[] => rows.map((row) => row[n] ?? null)
  const filled = (n: number): readonly string[] => rows.map((row) => row[n] ?? '')
  return [
    filled(0),
    filled(1),
    filled(2),
    filled(3),
    filled(4),
    filled(5),
    column(6),
    column(7),
    column(8),
    column(9),
    column(10),
    filled(11),
    column(12),
    column(13),
    filled(14),
    writer,
  ]
}
