import { accepted, type Result, refused } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import { refusable, type Tx } from '#base/db'
import { languageOf } from '#base/language'
import type { AuditEntry, AuditOutcome } from '#domain/audit'
import { lockConsent } from '#domain/consents'
import { heldProblem, heldProblemAtApp } from '#domain/email-domains'
import {
  endLogin,
  limitsOf,
  markConsented,
  markRemembered,
  narrowScope,
  type PendingLogin,
  setCode,
} from '#domain/logins'
import { SYSTEM_PROJECT } from '#domain/projects'
import { publishInvalidations } from '#domain/revocation'
import { tellByText } from '#domain/texts'
import { consentKeyOf, continueByConsent, isByConsent, remember } from './consent.ts'
import { boxesOf, keepingBoxes, tickedBoxes } from './consent-boxes.ts'
import type { SignInDeps, SignInOrigin, SignInRefusal, SignInState } from './dependencies.ts'
import { tellAdministrators } from './emergency-use.ts'
import { isNewToPerson, noteNetwork, noteOwnLanguage, notePlace } from './new-place.ts'
import { isWithin, readScope } from './scope.ts'
import { projectOfLogin } from './state.ts'

/** Narrows the scope that the app will get. */
export async function narrowSignIn(
  deps: SignInDeps,
  { login, step, otherMethod }: SignInState,
  text: string,
): Promise<Result<void, SignInRefusal>> {
  if (step.step === 'other_method' && otherMethod !== undefined)
    return refused({ why: 'other_method', problem: otherMethod })
  if (['revoked', 'granted', 'expired'].includes(step.step)) return refused({ why: 'ended_login' })
  const scope = readScope(text, 'person')
  if (!scope.ok) return scope
  if (!isWithin(login.scope, scope.value)) return refused({ why: 'scope_not_narrower' })
  const narrowed = await narrowScope.maybeOne(deps.db, {
    scope: scope.value,
    id: login.id,
    earlier: login.scope,
    now: deps.clock.now(),
  })
  return narrowed === undefined ? refused({ why: 'ended_login' }) : accepted(undefined)
}

/** Grants the app its scope, with only the resource scopes that were left ticked, and remembers the consent. */
export async function allowApp(
  { db, clock, audit, tokenSettings }: SignInDeps,
  { login, step, client }: SignInState,
  ticked: readonly string[],
  origin: SignInOrigin,
): Promise<Result<void, SignInRefusal>> {
  const key = client === undefined ? undefined : consentKeyOf(login, client)
  if (step.step !== 'consent' || client === undefined || key === undefined) return refused({ why: 'ended_login' })
  const kept = tickedBoxes(login.scope, ticked)
  const left = boxesOf(login.scope).filter(({ text }) => !kept.some((box) => box.text === text))
  const scope = left.length === 0 ? login.scope : keepingBoxes(login.scope, kept)
  const now = clock.now()
  const endsAt = secondsAfter(now, tokenSettings.refreshTokenMaxSeconds)
  return db.tx(async (tx) => {
    const earlier = await lockConsent(tx, key, now)
    const marked = await markConsented.maybeOne(tx, { now, endsAt, scope, id: login.id, earlier: login.scope })
    if (marked === undefined) return refused({ why: 'ended_login' })
    const invalidations = await remember(tx, { key, login, client, scope, left, earlier, endsAt }, now)
    // The audit shows what was allowed: the scope, and the patient whose record it covers.
    const event = eventOf('consent.granted', 0, login, origin)
    const patient = key.patient === '' ? undefined : key.patient
    const personal = { ...event.personal, query: scope }
    await audit.record(tx, [{ ...event, entity: `ClientApplication/${client.id}`, patient, personal }])
    await publishInvalidations(tx, invalidations, now)
    return accepted(undefined)
  })
}

export async function denyApp(
  deps: SignInDeps,
  { login, step }: SignInState,
  origin: SignInOrigin,
): Promise<Result<void, SignInRefusal>> {
  if (step.step === 'accept_terms')
    return end(deps, login, 'terms_refused', { ...eventOf('consent.denied', 4, login, origin), reason: 'terms' })
  if (step.step !== 'consent' && step.step !== 'choose_patient') return refused({ why: 'ended_login' })
  return end(deps, login, 'consent_denied', eventOf('consent.denied', 4, login, origin))
}

/** Ends a sign-in whose launch is about a patient that the user may not read. */
export async function refuseLaunch(
  deps: SignInDeps,
  { login, step }: SignInState,
  origin: SignInOrigin,
): Promise<Result<void, SignInRefusal>> {
  if (step.step !== 'out_of_reach') return refused({ why: 'ended_login' })
  const event = { ...eventOf('launch.refused', 4, login, origin), reason: 'out_of_reach' }
  return end(deps, login, 'out_of_reach', event)
}

/** Ends a sign-in that comes from an address that the rules do not let pass. */
export async function refuseAddress(
  deps: SignInDeps,
  { login, step }: SignInState,
  origin: SignInOrigin,
): Promise<void> {
  if (step.step !== 'blocked_address') throw new Error('the address of a sign-in was not refused')
  const event = { ...eventOf('login.failed', 4, login, origin), reason: 'blocked_address' }
  await end(deps, login, 'blocked_address', event)
}

async function end(
  { db, clock, audit }: SignInDeps,
  login: PendingLogin,
  why: string,
  event: AuditEntry,
): Promise<Result<void, SignInRefusal>> {
  const now = clock.now()
  return db.tx(async (tx) => {
    const invalidations = await endLogin(tx, login.id, why, now)
    if (invalidations.length === 0) return refused({ why: 'ended_login' })
    await audit.record(tx, [event])
    await publishInvalidations(tx, invalidations, now)
    return accepted(undefined)
  })
}

/** Ends a sign-in that may show no page but needs one. Nothing was granted or shown, so the audit needs no event. */
export async function giveUp({ db, clock }: SignInDeps, { login }: SignInState): Promise<void> {
  await endLogin(db, login.id, 'interaction_required', clock.now())
}

/** Makes the code of a complete sign-in, and records it in the audit. A later call makes an earlier code useless. */
export async function issueCode(
  deps: SignInDeps,
  state: SignInState,
  origin: SignInOrigin,
): Promise<Result<string, SignInRefusal>> {
  if (state.step.step !== 'code') return refused({ why: 'ended_login' })
  const made = await refusable(deps.db, (tx, refuse: (refusal: SignInRefusal) => never) =>
    makeCode(tx, deps, state, origin, refuse),
  )
  return made.ok ? codeMade(deps, state, origin, made.value) : made
}

/**
 * The code of a complete sign-in, made in the caller's transaction, which `refuse` rolls back. Pass it to `codeMade` after
 * the commit.
 */
export async function makeCode(
  tx: Tx,
  deps: SignInDeps,
  state: SignInState,
  origin: SignInOrigin,
  refuse: (refusal: SignInRefusal) => never,
): Promise<MadeCode> {
  const { clock, audit, tokenSettings, loginSettings } = deps
  const { login, client, email, isEmergency } = state
  const now = clock.now()
  const project = await projectOfLogin(tx, state)
  const limits = limitsOf(loginSettings, project?.resource, login.profile ?? '', client?.resource)
  // Locked until the code exists: a domain or app that changes now either changes first or ends this sign-in.
  const way = { providerKey: login.providerKey ?? undefined, email, project: login.project ?? undefined }
  const emergency = isEmergency ? (login.membershipId ?? undefined) : undefined
  const held = (): Promise<unknown> =>
    client === undefined
      ? heldProblem(tx, { ...way, client }, emergency)
      : heldProblemAtApp(tx, { ...way, client }, emergency)
  const set = (): ReturnType<typeof setCode> => setCode(tx, login, tokenSettings.codeSeconds, limits, now)
  const ended = (): never => refuse({ why: 'ended_login' })
  // What else is locked must be locked before the login: whoever ends sign-ins does it in this order too.
  const isPlain = emergency === undefined && login.providerKey === null && !isByConsent(state)
  const early = isPlain ? await Promise.all([held(), set()]) : undefined
  if ((early === undefined ? await held() : early[0]) !== undefined) return ended()
  if (!(await continueByConsent(tx, state, now))) return ended()
  const made = (early === undefined ? await set() : early[1]) ?? ended()
  const reason = isByConsent(state) ? 'remembered_consent' : undefined
  const kinds = usesEmergency(state) ? [eventOf('emergency_account.used', 0, login, origin)] : []
  await audit.record(tx, [{ ...eventOf('login.succeeded', 0, login, origin), reason }, ...kinds])
  if (state.factor.isRemembered === true) await markRemembered.run(tx, login.id)
  const noted = await notePlace(deps, tx, login, project, origin.address)
  const isNewPlace = noted ?? isNewToPerson(state, await noteNetwork(deps, tx, state, origin))
  await noteOwnLanguage(tx, login, origin, isNewPlace)
  await publishInvalidations(tx, made.invalidations, now)
  return { code: made.code, isNewPlace }
}

/** A code, and whether its person is told that they signed in from a new place. */
export interface MadeCode {
  readonly code: string
  readonly isNewPlace: boolean
}

/** What follows once the code is committed. */
export async function codeMade(
  deps: SignInDeps,
  state: SignInState,
  origin: SignInOrigin,
  { code, isNewPlace }: MadeCode,
): Promise<Result<string, SignInRefusal>> {
  const { login, email } = state
  const { address, issuer } = origin
  // Not the language of the page, which a thief chooses.
  const language = languageOf(login.language, origin.language)
  if (isNewPlace && issuer !== undefined && address !== undefined) {
    if (email !== null) await deps.mails.newPlace(email, address, language, issuer)
    await tellByText(deps, { id: login.userId ?? '', email }, 'new_place', language, issuer)
  }
  if (usesEmergency(state))
    await tellAdministrators(deps, { project: login.project ?? '', account: email ?? '', address: origin.address })
  return accepted(code)
}

const usesEmergency = ({ isEmergency, login }: SignInState): boolean => isEmergency && login.providerKey === null

export function eventOf(
  kind: AuditEntry['kind'],
  outcome: AuditOutcome,
  login: PendingLogin,
  { address, userAgent, traceId }: SignInOrigin,
): AuditEntry {
  return {
    kind,
    outcome,
    project: login.project ?? SYSTEM_PROJECT,
    agent: {
      reference: login.profile ?? undefined,
      userId: login.userId ?? undefined,
      clientId: login.clientId ?? undefined,
      loginId: login.id,
    },
    personal: { address, userAgent },
    provider: login.providerKey ?? undefined,
    identity: login.identityId ?? undefined,
    traceId,
  }
}
