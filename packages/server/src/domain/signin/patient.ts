import { decide, type Permit } from '@damson/access'
import { accepted, type Condition, type Patient, parseSearch, type Result, refused, splitQuery } from '@damson/fhir'
import type { Clock } from '#base/clock'
import type { Db } from '#base/db'
import { agentOf, type Grantee, type Grantees } from '#domain/access'
import type { Audit, AuditEntry } from '#domain/audit'
import { type PendingLogin, setPatient } from '#domain/logins'
import { readResource, resourceOf, type Stored, searchResources } from '#domain/resources'
import type { Allowance, Throttle } from '#domain/throttle'
import type { SignInOrigin, SignInState } from './dependencies.ts'

/** A patient, with what tells them apart from others. */
export interface PatientChoice {
  readonly id: string
  readonly name: string | undefined
  readonly birthDate: string | undefined
  /** A medical record number or other identifier. */
  readonly identifier: string | undefined
}

/** A few patients, and whether there are more. */
export interface PatientChoices {
  readonly patients: readonly PatientChoice[]
  readonly more: boolean
}

export type PatientRefusal =
  | { readonly why: 'ended_login' | 'unknown_patient' }
  /** The policy doesn't let this person search for patients. */
  | { readonly why: 'no_patient_search' }
  | { readonly why: 'too_many_requests'; readonly allowance: Allowance }

export interface PatientDeps {
  readonly db: Db
  readonly clock: Clock
  readonly audit: Audit
  readonly throttle: Throttle
  readonly grantees: Grantees
}

const SHOWN = 10
const LONGEST_TEXT = 100
const MOST_WORDS = 6

/** Searches the patients that the person's own policy lets them find, like any other search of theirs. */
export async function findPatients(
  deps: PatientDeps,
  { login, step }: SignInState,
  text: string,
  origin: SignInOrigin,
): Promise<Result<PatientChoices, PatientRefusal>> {
  if (step.step !== 'choose_patient') return refused({ why: 'ended_login' })
  const permitted = await searchPermit(deps, login)
  if (!permitted.ok) return permitted
  const { grantee, permit } = permitted.value
  const entry = entryOf(grantee, origin)
  if (permit === undefined) {
    await deps.audit.committed({ ...entry, kind: 'fhir.search', entity: 'Patient', outcome: 4, reason: 'not_granted' })
    return refused({ why: 'no_patient_search' })
  }
  const { query, condition } = conditionOf(text)
  const search = { type: 'Patient', condition, sort: BY_NAME, total: 'none' } as const
  const page = await searchResources(deps.db, grantee.project, search, permit.narrowing, SHOWN)
  const personal = { ...entry.personal, query }
  const events: readonly AuditEntry[] = page.resources.map(
    ({ id }): AuditEntry => ({
      ...entry,
      kind: 'fhir.search',
      entity: 'Patient',
      outcome: 0,
      personal,
      patient: `Patient/${id}`,
    }),
  )
  const none: AuditEntry = { ...entry, kind: 'fhir.search', entity: 'Patient', outcome: 0, personal }
  await deps.audit.committed(...(events.length > 0 ? events : [none]))
  return accepted({ patients: page.resources.map(choiceOf), more: page.next !== undefined })
}

/** Sets the patient on the login, if the person may find them. */
export async function choosePatient(
  deps: PatientDeps,
  { login, step }: SignInState,
  id: string,
  origin: SignInOrigin,
): Promise<Result<void, PatientRefusal>> {
  if (step.step !== 'choose_patient') return refused({ why: 'ended_login' })
  const permitted = await searchPermit(deps, login)
  if (!permitted.ok) return permitted
  const { grantee, permit } = permitted.value
  const isId = /^[A-Za-z0-9\-.]{1,64}$/.test(id)
  const found =
    permit === undefined || !isId
      ? undefined
      : await readResource(deps.db, grantee.project, 'Patient', id, permit.narrowing)
  const entry = { ...entryOf(grantee, origin), kind: 'patient.chosen' as const }
  if (found === undefined || found.deleted) {
    const entity = isId ? `Patient/${id}` : 'Patient'
    await deps.audit.committed({ ...entry, entity, outcome: 4, reason: 'unknown_patient' })
    return refused({ why: 'unknown_patient' })
  }
  const set = await deps.db.tx(async (tx) => {
    const kept = await setPatient.maybeOne(tx, `Patient/${id}`, login.id, deps.clock.now())
    if (kept !== undefined) await deps.audit.record(tx, [{ ...entry, entity: `Patient/${id}`, outcome: 0 }])
    return kept
  })
  return set === undefined ? refused({ why: 'ended_login' }) : accepted(undefined)
}

/** The person signing in, and the patients they may find; nothing without a permit. */
async function searchPermit(
  { db, grantees, throttle }: PatientDeps,
  login: PendingLogin,
): Promise<Result<{ readonly grantee: Grantee; readonly permit: Permit | undefined }, PatientRefusal>> {
  const grantee = await grantees.readPending(db, login.id)
  if (!grantee.ok) return refused({ why: 'ended_login' })
  const { refused: allowance } = await throttle.fhir.count(grantee.value)
  if (allowance !== undefined) return refused({ why: 'too_many_requests', allowance })
  const decision = decide(grantee.value.access, { interaction: 'search', resourceType: 'Patient' })
  return accepted({ grantee: grantee.value, permit: decision.verdict === 'permit' ? decision : undefined })
}

function entryOf(
  grantee: Grantee,
  { address, userAgent, traceId }: SignInOrigin,
): Pick<AuditEntry, 'project' | 'agent' | 'personal' | 'traceId'> {
  return { project: grantee.project, agent: agentOf(grantee), personal: { address, userAgent }, traceId }
}

const BY_NAME = [{ param: 'family', kind: 'string', descending: false }] as const

/** Turns the typed text into a search: a birth date, or else each word a name, or the whole text an identifier. */
function conditionOf(typed: string): { readonly query: string; readonly condition: Condition } {
  const text = typed
    .replaceAll(/\p{Cc}/gu, ' ')
    .slice(0, LONGEST_TEXT)
    .toWellFormed()
    .trim()
  if (text === '') return { query: '', condition: { op: 'all', of: [] } }
  const born = searched([['birthdate', text]])
  if (/^\d{4}(-\d\d){0,2}$/.test(text) && born !== undefined) return { query: `birthdate=${text}`, condition: born }
  const words = text.split(/\s+/).slice(0, MOST_WORDS)
  const either = [searched(words.map((word) => ['name', word])), searched([['identifier', text]])]
  return { query: `name=${text}`, condition: { op: 'any', of: either.filter((one) => one !== undefined) } }
}

function searched(pairs: readonly (readonly [string, string])[]): Condition | undefined {
  const escaped = pairs.map(([name, value]) => [name, value.replaceAll(/[\\,|$]/g, String.raw`\$&`)] as const)
  const search = parseSearch('Patient', splitQuery(escaped))
  return search.ok ? search.value.condition : undefined
}

function choiceOf(stored: Stored): PatientChoice {
  const { name: names, birthDate, identifier } = resourceOf<Patient>(stored) ?? {}
  const [name] = names ?? []
  const whole = name?.text ?? [...(name?.given ?? []), name?.family].filter((part) => part !== undefined).join(' ')
  return {
    id: stored.id,
    name: whole === '' ? undefined : whole,
    birthDate,
    identifier: identifier?.find(({ value }) => value !== undefined)?.value,
  }
}
