import type { Tx } from '#base/db'
import { patientOf, wantsPatient } from '#domain/access'
import { type Client, OTHER_SCREEN, unprovable } from '#domain/clients'
import { type Consent, type ConsentKey, findConsent, keepConsent, useConsent } from '#domain/consents'
import { endLogin, loginsOfApp, type PendingLogin } from '#domain/logins'
import type { Invalidation } from '#domain/revocation'
import { allowedOf, appOf, type ConsentBox, declinedBy, isSameApp, isTickedAtFirst } from './consent-boxes.ts'
import type { Remembered, SignInState } from './dependencies.ts'
import { isWithin, joined } from './scope.ts'

const NOTHING: Remembered = { consent: undefined, isEnough: false, isKept: false }

/** Looks up the earlier consent; works once the membership and the patient are known. */
export async function findRemembered(
  tx: Tx,
  login: PendingLogin,
  client: Client | undefined,
  { now, isDevelopment }: { readonly now: Date; readonly isDevelopment: boolean },
): Promise<Remembered> {
  const key = client === undefined || client.firstParty ? undefined : consentKeyOf(login, client)
  if (key === undefined || client === undefined) return NOTHING
  const consent = await findConsent(tx, key, now)
  const isKept = mayGoUnasked(login, client, isDevelopment)
  const isEnough = isKept && consent !== undefined && isSameApp(consent, client) && covers(consent, login)
  return { consent, isEnough, isKept }
}

/** The key under which this sign-in's consent is kept; undefined until the membership and patient are known. */
export function consentKeyOf(
  { project, membershipId, profile, patient, scope, redirectUri }: PendingLogin,
  client: Client,
): ConsentKey | undefined {
  if (project === null || membershipId === null || redirectUri === null) return undefined
  const about = wantsPatient(scope) ? (patient ?? patientOf(profile ?? '')) : ''
  if (about === undefined) return undefined
  return { project, membershipId, clientId: client.id, patient: about, redirectOrigin: originOf(redirectUri) }
}

/** A custom scheme has no origin, so it counts as a whole. On a loopback address an app may use any free port. */
function originOf(redirectUri: string): string {
  const { origin, protocol, hostname } = new URL(redirectUri)
  if (['127.0.0.1', '[::1]'].includes(hostname)) return `${protocol}//${hostname}`
  return origin === 'null' ? protocol : origin
}

/** Where any program on the device could pose as the app, and for another screen, the user is asked every time. */
function mayGoUnasked({ redirectUri }: PendingLogin, client: Client, isDevelopment: boolean): boolean {
  if (redirectUri === OTHER_SCREEN) return false
  if (redirectUri === null) return client.authMethod !== 'none'
  return unprovable(client, redirectUri, isDevelopment) === undefined
}

/** Without resource scopes only the policy limits an app, so an earlier consent to a few types does not cover it. */
function covers(consent: Consent, login: PendingLogin): boolean {
  return (login.limited || !consent.limited) && allowedOf(consent, login.scope) !== undefined
}

/** The user's answer on the consent page. */
export interface Answer {
  readonly key: ConsentKey
  readonly login: PendingLogin
  readonly client: Client
  readonly scope: string
  /** The boxes that were left unticked. */
  readonly left: readonly ConsentBox[]
  readonly earlier: Consent | undefined
  readonly endsAt: Date
}

/**
 * An answer adds to the earlier consent, and boxes that were never ticked end nothing. If something was unticked, the answer
 * replaces the earlier consent, and the app's logins that hold more are ended. What was left is remembered as declined.
 */
export async function remember(
  tx: Tx,
  { key, login, client, scope, left, earlier, endsAt }: Answer,
  now: Date,
): Promise<readonly Invalidation[]> {
  const { limited } = login
  const untickedNone = left.every((box) => !isTickedAtFirst(box, login, earlier, client))
  const adds = earlier !== undefined && untickedNone && earlier.limited === limited && isSameApp(earlier, client)
  const kept = adds ? joined(earlier.scope, scope) : scope
  // What this sign-in did not ask about keeps its earlier expiry.
  const ends = adds && !isWithin(scope, earlier.scope) ? earlier.endsAt : endsAt
  const declined = declinedBy(left, adds ? earlier.declined : '', kept)
  await keepConsent(tx, { ...key, ...appOf(client), scope: kept, declined, limited, endsAt: ends }, now)
  if (untickedNone) return []
  const invalidations: Invalidation[] = []
  for (const held of await loginsOfApp.rows(tx, {
    project: key.project,
    membershipId: key.membershipId,
    clientId: key.clientId,
    except: login.id,
    now,
  })) {
    const isAbout = key.patient === '' || held.patient === null || held.patient === key.patient
    // A login without resource scopes may do everything the policy allows, however few its words.
    const isMore = (limited && !held.limited) || !isWithin(kept, held.scope)
    if (isAbout && isMore) invalidations.push(...(await endLogin(tx, held.id, 'consent_narrowed', now)))
  }
  return invalidations
}

/** The sign-in continues without a question because of an earlier consent. */
export function isByConsent({ login, client, remembered }: SignInState): boolean {
  return client?.firstParty === false && login.consentedAt === null && remembered.isEnough
}

/**
 * Continues on an earlier consent if it still holds at this moment; otherwise returns false. A sign-in that was asked, or
 * whose app needs no consent, always continues.
 */
export async function continueByConsent(
  tx: Tx,
  { login, client, remembered }: SignInState,
  now: Date,
): Promise<boolean> {
  if (client === undefined || client.firstParty || login.consentedAt !== null) return true
  const { consent, isEnough } = remembered
  if (consent === undefined || !isEnough) return false
  const { project, id, scope, grantedAt } = consent
  return (
    (await useConsent.maybeOne(tx, {
      now,
      project,
      consentId: id,
      allowed: scope,
      grantedAt,
      loginId: login.id,
      asked: login.scope,
      granted: allowedOf(consent, login.scope) ?? login.scope,
    })) !== undefined
  )
}
