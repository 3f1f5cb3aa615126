import { accepted, type ProjectMembership, type Result, refused } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import { refusable, type Tx } from '#base/db'
import { randomText, uuid } from '#base/random'
import { isStaffOf } from '#domain/access'
import type { AuditEntry } from '#domain/audit'
import { CODE_ALPHABET, readTypedText, spacedCode } from '#domain/factors'
import { chooseMembership, renewHandle } from '#domain/logins'
import { createMembership, isTakenAway, membershipById, profileOfAnother } from '#domain/memberships'
import { type RequestOrigin, readProject, SYSTEM_PROJECT, takesActivationCodes } from '#domain/projects'
import { findResource, type Gate, type WriteRefusal } from '#domain/resources'
import { type Invalidation, publishInvalidations } from '#domain/revocation'
import type { SignInState } from '#domain/signin'
import type { Allowance } from '#domain/throttle'
import { userById } from '#domain/users'
import {
  endActivationCodes,
  endActivationCodesOf,
  insertActivationCode,
  lockActivationCodes,
  type TriedActivationCode,
  tryActivationCode,
} from './activation.store.ts'
import type { RegistrationDeps } from './dependencies.ts'

/** Eight characters find the code, eight are its secret: 40 bits. */
const PART = 8
/** On paper it travels with the person; a mailbox is open to more people. */
const LIFE_SECONDS = { paper: 21 * 86_400, email: 86_400 } as const

export type ActivationDelivery = keyof typeof LIFE_SECONDS

export interface ActivationDraft {
  readonly project: string
  /** The id of the Patient. */
  readonly patient: string
  readonly accessPolicy: string
  readonly delivery: ActivationDelivery
  /** The profile of the member of staff. */
  readonly author: string
}

export interface MadeActivationCode {
  /** In groups, as people type it. Shown only now. */
  readonly code: string
  readonly expiresAt: Date
}

export type MakeActivationRefusal = WriteRefusal | { readonly why: 'patient_has_account' }

/** Makes a code that opens a patient's record to whoever brings it. Earlier codes of the patient work no more. */
export async function makeActivationCode(
  { db, clock, keyring }: RegistrationDeps,
  { project, patient, accessPolicy, delivery, author }: ActivationDraft,
  checks: {
    readonly mayGrant: (tx: Tx) => Promise<WriteRefusal | undefined>
    readonly record: (tx: Tx, id: string) => Promise<void>
  },
): Promise<Result<MadeActivationCode, MakeActivationRefusal>> {
  const now = clock.now()
  return refusable(db, async (tx, refuse: (refusal: MakeActivationRefusal) => never) => {
    const problem = await checks.mayGrant(tx)
    if (problem !== undefined) refuse(problem)
    await lockActivationCodes.one(tx, project, patient)
    if ((await profileOfAnother.one(tx, project, `Patient/${patient}`, '')).found)
      refuse({ why: 'patient_has_account' })
    await endActivationCodes.run(tx, now, project, patient)
    const [id, publicPart, secret] = [uuid(), randomText(CODE_ALPHABET, PART), randomText(CODE_ALPHABET, PART)]
    const { hash, keyVersion } = keyring.keyedHash('activation-code', `${publicPart} ${secret}`)
    const expiresAt = secondsAfter(now, LIFE_SECONDS[delivery])
    await insertActivationCode.run(tx, {
      id,
      project,
      patient,
      publicPart,
      secretHash: hash.toString('base64url'),
      keyVersion,
      accessPolicy,
      madeBy: author,
      now,
      expiresAt,
    })
    await checks.record(tx, id)
    return { code: spacedCode(`${publicPart}${secret}`), expiresAt }
  })
}

/** Ends the open codes of a patient: the paper was lost, or given to the wrong person. */
export async function withdrawActivationCodes(
  { db, clock }: RegistrationDeps,
  { project, patient }: Pick<ActivationDraft, 'project' | 'patient'>,
  record: (tx: Tx) => Promise<void>,
): Promise<void> {
  await db.tx(async (tx) => {
    await lockActivationCodes.one(tx, project, patient)
    await endActivationCodes.run(tx, clock.now(), project, patient)
    await record(tx)
  })
}

/** The codes of a member of staff end with their membership, and do not come back with it. */
export const activationGate: Gate = async (tx, { project, before, after, now }) => {
  const maker = (before as ProjectMembership | undefined)?.profile.reference
  const wasActive = (before as ProjectMembership | undefined)?.active !== false
  if (maker !== undefined && wasActive && isTakenAway({ after }))
    await endActivationCodesOf.run(tx, now, project, maker)
  return accepted([])
}

export type ActivationRefusal =
  /** Unknown, wrong, used, ended or expired: outside, all look alike. */
  | { readonly why: 'wrong_code' }
  | { readonly why: 'no_birth_date' }
  | { readonly why: 'patient_has_account' }
  | { readonly why: 'too_many_attempts'; readonly allowance: Allowance }

/** What a person types. */
export interface TypedActivation {
  readonly code: string
  /** `YYYY-MM-DD`. Always asked for: that it is says nothing about the record. */
  readonly birthDate: string
}

const DATE = /^\d{4}-\d{2}-\d{2}$/

/** Who types a code, and where. */
export interface Activator {
  readonly userId: string
  /** The login or the root in which they type it. */
  readonly askedBy: string
  readonly agent: AuditEntry['agent']
  readonly origin: RequestOrigin
}

/** Opens the record of a code to a person who is signed in, at their account's page. */
export async function activateRecord(
  deps: RegistrationDeps,
  typed: TypedActivation,
  activator: Activator,
): Promise<Result<void, ActivationRefusal>> {
  const opened = await activate(deps, typed, activator, activator.origin.issuer.project, () => Promise.resolve())
  return opened.ok ? accepted(undefined) : opened
}

/** The same within a sign-in that waits for a patient: it goes on as the patient of the code. */
export async function activateInSignIn(
  deps: RegistrationDeps,
  { login, step }: SignInState,
  typed: TypedActivation,
  origin: RequestOrigin,
): Promise<Result<{ readonly rootHandle: string | undefined }, ActivationRefusal>> {
  const { userId, requestedProject, browserHash } = login
  if (step.step !== 'make_patient' || userId === null || requestedProject === null)
    return refused({ why: 'wrong_code' })
  const agent = { userId, clientId: login.clientId ?? undefined, loginId: login.id }
  const activator = { userId, askedBy: login.rootId ?? login.id, agent, origin }
  return activate(deps, typed, activator, requestedProject, async (tx, membershipId, refuse) => {
    const membership = await membershipById.one(tx, requestedProject, membershipId)
    if (!(await chooseMembership(tx, login, membership, deps.clock.now()))) refuse({ why: 'wrong_code' })
    return { rootHandle: browserHash === null ? undefined : await renewHandle(tx, browserHash, userId) }
  })
}

/** Why a code that was right opened nothing, and which. */
interface Failed {
  readonly project: string
  readonly entity: string
  readonly reason: string
}

type Refuse = (refusal: ActivationRefusal & { readonly failed?: Failed }) => never

async function activate<T>(
  deps: RegistrationDeps,
  { code: typed, birthDate }: TypedActivation,
  activator: Activator,
  project: string | undefined,
  then: (tx: Tx, membershipId: string, refuse: Refuse) => Promise<T>,
): Promise<Result<T, ActivationRefusal>> {
  const { db, throttle, audit } = deps
  const { userId, askedBy, origin } = activator
  if (!DATE.test(birthDate)) return refused({ why: 'no_birth_date' })
  const code = readTypedText(typed, 2 * PART)
  if (code === undefined) return refused({ why: 'wrong_code' })
  // Counted before it is compared, for the account and for where it comes from: an unknown public part ends no code.
  const attempt = await throttle.code(userId, askedBy)
  if (!attempt.allowance.allowed) return refused({ why: 'too_many_attempts', allowance: attempt.allowance })
  const here = await throttle.attempt(origin.address)
  if (!here.allowed) return refused({ why: 'too_many_attempts', allowance: here })
  const user = await userById.one(db, userId)
  const within = user.project === SYSTEM_PROJECT ? (project ?? null) : user.project
  if (project !== undefined && within !== project) return refused({ why: 'wrong_code' })
  const given = { code, birthDate }
  const done = await refusable(db, (tx, refuse: Refuse) => tryIn(tx, deps, given, within, activator, then, refuse))
  if (!done.ok) {
    const { failed, ...refusal } = done.refusal
    if (failed !== undefined) await audit.committed(failureOf(activator, failed))
    return refused(refusal)
  }
  if (done.value === undefined) return refused({ why: 'wrong_code' })
  await attempt.right()
  return accepted(done.value.result)
}

function failureOf({ agent, origin }: Activator, failed: Partial<Failed> & Pick<Failed, 'project'>): AuditEntry {
  const personal = { address: origin.address, userAgent: origin.userAgent }
  return { ...failed, kind: 'activation_code.failed', outcome: 4, agent, personal, traceId: origin.traceId }
}

/** A wrong secret stays counted: only what follows a right one is rolled back by a refusal. */
async function tryIn<T>(
  tx: Tx,
  deps: RegistrationDeps,
  { code, birthDate }: TypedActivation,
  within: string | null,
  activator: Activator,
  then: (tx: Tx, membershipId: string, refuse: Refuse) => Promise<T>,
  refuse: Refuse,
): Promise<{ readonly result: T } | undefined> {
  const { clock, keyring, audit } = deps
  const [publicPart, secret] = [code.slice(0, PART), code.slice(PART)]
  const hashes = [keyring.fingerprint, keyring.previousFingerprint].flatMap((version) =>
    version === undefined
      ? []
      : (keyring.keyedHashWith(version, 'activation-code', `${publicPart} ${secret}`)?.toString('base64url') ?? []),
  )
  const { userId, agent, origin } = activator
  const now = clock.now()
  const tried = await tryActivationCode.maybeOne(tx, { project: within, publicPart, hashes, birthDate, userId, now })
  if (tried?.right !== true) {
    const found = tried && { project: tried.project, entity: `ActivationCode/${tried.id}` }
    const reason = tried === undefined ? 'unknown_code' : tried.secretIsRight ? 'wrong_birth_date' : 'wrong_secret'
    await audit.record(tx, [failureOf(activator, { project: within ?? SYSTEM_PROJECT, ...found, reason })])
    return undefined
  }
  const { membershipId, invalidations } = await attach(tx, deps, tried, userId, now, refuse)
  const result = await then(tx, membershipId, refuse)
  const about = { entity: `ProjectMembership/${membershipId}`, patient: `Patient/${tried.patient}` }
  const personal = { address: origin.address, userAgent: origin.userAgent }
  const event = { project: tried.project, agent, personal, traceId: origin.traceId, ...about }
  await audit.record(tx, [{ ...event, kind: 'activation_code.used', outcome: 0 }])
  await publishInvalidations(tx, invalidations, now)
  return { result }
}

/** The membership through which the account opens the record. */
async function attach(
  tx: Tx,
  { invitationGates }: RegistrationDeps,
  { id, project, patient, accessPolicy, madeBy }: TriedActivationCode,
  userId: string,
  now: Date,
  refuse: Refuse,
): Promise<{ readonly membershipId: string; readonly invalidations: readonly Invalidation[] }> {
  const profile = `Patient/${patient}`
  const fail = (reason: string): never =>
    refuse({ why: 'wrong_code', failed: { project, entity: `ActivationCode/${id}`, reason } })
  const settings = (await readProject(tx, project))?.resource
  if (settings === undefined || !takesActivationCodes(settings)) return fail('activation_codes_off')
  if (await isStaffOf(tx, project, userId, madeBy)) return fail('own_membership')
  await lockActivationCodes.one(tx, project, patient)
  if ((await profileOfAnother.one(tx, project, profile, '')).found) refuse({ why: 'patient_has_account' })
  if ((await findResource(tx, project, 'Patient', patient)) === undefined) return fail('unknown_patient')
  const draft = { project, user: `User/${userId}`, profile, accessPolicy, author: 'system' }
  const written = await createMembership(tx, invitationGates, draft, now)
  // The policy may have been deleted.
  if (!written.ok) return fail(written.refusal.code)
  return { membershipId: written.value.stored.id, invalidations: written.value.invalidations }
}
