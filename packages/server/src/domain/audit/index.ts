/**
 * Owns: the audit (tables `audit_events`, `audit_chain`, `audit_subject_keys`), its closed union of kinds, the one
 * mapping to FHIR AuditEvent, and the rule "no record, no disclosure", also for reads of resources that share a statement
 * with their events. Does not own: who may read it (`domain/access`).
 * Asked by: every endpoint, and every domain module that changes something.
 */

export { WRITE_MS } from './audit.store.ts'
export { type Audit, AuditUnavailable, createAudit } from './audit.ts'
export { type Bar, type BarLength, barsBetween, isZone } from './bars.ts'
export type { AuditAgent, AuditEntry, AuditOutcome, Personal } from './entry.ts'
export type { WrittenTogether } from './grouped.ts'
export type { AuditKind } from './kinds.ts'
export { type LookRow, looksAtPatient } from './looks.store.ts'
export { keepPartitions } from './partitions.ts'
export { AUDIT_PARAMETERS, isAuditCondition, readAuditSearch } from './query.ts'
export { type ToldEvents, toldEvents } from './recorded-create.store.ts'
export type { RenderedEvent } from './render.ts'
export { revokedEvents } from './revoked.ts'
export { AuditSettings } from './settings.ts'
export { resealSubjectKeys } from './subject-keys.ts'
export { type Timeline, timelineOf } from './timeline.ts'
