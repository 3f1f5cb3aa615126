import type { Tx } from '#base/db'
import { patientOf, wantsPatient } from '#domain/access'
import { type Client, unprovable } from '#domain/clients'
import { type Consent, type ConsentKey, findConsent, keepConsent, useConsent } from '#domain/consents'
import { endLogin, loginsOfApp, type PendingLogin } from '#domain/logins'
import type { Invalidation } from '#domain/revocation'
import type { Remembered, SignInState } from './dependencies.ts'
import { isWithin, joined } from './scope.ts'

const NOTHING: Remembered = { consent: undefined, isEnough: false, isKept: false }

/** Looks up what was allowed; it can be told once the membership is known, and the patient whom it is about. */
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

/** Under what a consent of this sign-in is kept; undefined as long as it is not known for whom and about whom. */
export function consentKeyOf(
  { project, membershipId, profile, patient, scope, redirectUri }: PendingLogin,
  client: Client,
): ConsentKey | undefined {
  if (project === null || membershipId === null || redirectUri === null) return undefined
  const about = wantsPatient(scope) ? (patient ?? patientOf(profile ?? '')) : ''
  if (about === undefined) return undefined
  return { project, membershipId, clientId: client.id, patient: about, redirectOrigin: originOf(redirectUri) }
}

/** An app's own scheme has no origin: it stands for itself. On a loopback address an app takes whatever port is free. */
function originOf(redirectUri: string): string {
  const { origin, protocol, hostname } = new URL(redirectUri)
  if (['127.0.0.1', '[::1]'].includes(hostname)) return `${protocol}//${hostname}`
  return origin === 'null' ? protocol : origin
}

/** Where any program on a device may be the app, the person is asked each time. */
function mayGoUnasked({ redirectUri }: PendingLogin, client: Client, isDevelopment: boolean): boolean {
  if (redirectUri === null) return client.authMethod !== 'none'
  return unprovable(client, redirectUri, isDevelopment) === undefined
}

/** An app that goes by another name, or no longer proves itself as it did, is another app to whoever allowed it. */
function isSameApp({ clientName, clientPublic }: Consent, client: Client): boolean {
  const app = appOf(client)
  return clientName === app.clientName && clientPublic === app.clientPublic
}

function appOf({ resource, authMethod }: Client): Pick<Consent, 'clientName' | 'clientPublic'> {
  return { clientName: resource.name ?? '', clientPublic: authMethod === 'none' }
}

/** Without resource scopes an app is held by the policy alone: to allow it a few types is not to allow it that. */
function covers({ scope, limited }: Consent, login: PendingLogin): boolean {
  return (login.limited || !limited) && isWithin(scope, login.scope)
}

/** What a person answered on the page that asks. */
export interface Answer {
  readonly key: ConsentKey
  readonly login: PendingLogin
  readonly client: Client
  readonly scope: string
  readonly earlier: Consent | undefined
  readonly endsAt: Date
}

/**
 * Whoever left all ticked adds to what they allowed before. Whoever unticked something allows this and no more: what the
 * app holds beyond it from earlier sign-ins ends.
 */
export async function remember(
  tx: Tx,
  { key, login, client, scope, earlier, endsAt }: Answer,
  now: Date,
): Promise<readonly Invalidation[]> {
  const { limited } = login
  const isWhole = scope === login.scope
  const adds = earlier !== undefined && isWhole && earlier.limited === limited && isSameApp(earlier, client)
  const kept = adds ? joined(earlier.scope, scope) : scope
  // What was not asked about this time goes on until it would have ended.
  const ends = adds && !isWithin(scope, earlier.scope) ? earlier.endsAt : endsAt
  await keepConsent(tx, { ...key, ...appOf(client), scope: kept, limited, endsAt: ends }, now)
  if (isWhole) return []
  const invalidations: Invalidation[] = []
  for (const held of await loginsOfApp.rows(tx, {
    project: key.project,
    membershipId: key.membershipId,
    clientId: key.clientId,
    except: login.id,
    now,
  })) {
    const isAbout = key.patient === '' || held.patient === null || held.patient === key.patient
    // A login without resource scopes holds all that the policy allows, however few its words.
    const isMore = (limited && !held.limited) || !isWithin(kept, held.scope)
    if (isAbout && isMore) invalidations.push(...(await endLogin(tx, held.id, 'consent_narrowed', now)))
  }
  return invalidations
}

/** The sign-in goes on without a question, because of what was allowed before. */
export function isByConsent({ login, client, remembered }: SignInState): boolean {
  return client?.firstParty === false && login.consentedAt === null && remembered.isEnough
}

/**
 * Goes on by what was allowed before, if that is still so at this very moment; false when it is not. A sign-in that was
 * asked, or whose app needs no consent, goes on as it is.
 */
export async function goOnByConsent(tx: Tx, { login, client, remembered }: SignInState, now: Date): Promise<boolean> {
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
    })) !== undefined
  )
}
