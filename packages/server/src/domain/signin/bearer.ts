import type { Result } from '@damson/fhir'
import { refusable, type Tx } from '#base/db'
import { takeAssertion } from '#domain/clients'
import { heldProblem } from '#domain/email-domains'
import { projectOfPerson } from '#domain/identities'
import { believedUntil } from '#domain/issuers'
import {
  type BearerLogin,
  bearerLogin,
  grantToBearer,
  joinBearer,
  limitsOf,
  lockBearer,
  type PendingLogin,
  presentedLogins,
} from '#domain/logins'
import { SYSTEM_PROJECT } from '#domain/projects'
import type { Signed } from '#domain/proof'
import { type Invalidation, publishInvalidations } from '#domain/revocation'
import { scopeOfBearer } from './bearer-scope.ts'
import { eventOf } from './decisions.ts'
import type { SignInDeps, SignInState } from './dependencies.ts'
import { atOf, type ExternalRefusal, type ExternalSignIn, openExternal, reasonOf, recordRefusal } from './external.ts'
import type { ScopeRefusal } from './scope-refusals.ts'
import { projectOfLogin } from './state.ts'
import { type LeftToAsk, leftToAsk } from './unattended.ts'

/** A provider's access token that came as Bearer and passed every check, and its person. */
export interface BearerSignIn
  extends Pick<ExternalSignIn, 'person' | 'client' | 'issuer' | 'address' | 'userAgent' | 'traceId'> {
  readonly tokenHash: string
  /** Hash of the signed part: the token without its signature. */
  readonly signedHash: string
  readonly signed: Signed
  /** When the token expires. */
  readonly expiresAt: Date
}

export type BearerRefusal =
  | ExternalRefusal
  | {
      readonly why: /** What a sign-in still needs, and a Bearer cannot show. */
      LeftToAsk | 'several_projects' | 'ended_login'
      readonly finding: string
    }
  | {
      /** The token has resource scopes that it cannot be granted. */
      readonly why: 'token_scope'
      readonly finding: string
      /** For the response: it quotes the scope, which may hold anything. */
      readonly text: string
    }

/**
 * Signs in the person of a provider's token on its first use, by the steps and rules of every other sign-in. A concurrent
 * request with the same token, here or on another node, waits and gets the same login. All in one transaction, so that
 * nothing is kept of a token that signs nobody in.
 */
export async function signInByBearer(
  deps: SignInDeps,
  given: BearerSignIn,
): Promise<Result<BearerLogin, BearerRefusal>> {
  const { db, clock } = deps
  const now = clock.now()
  let project = given.issuer.project
  const granted = await refusable(db, async (tx, refuse: (refusal: BearerRefusal) => never) => {
    await lockBearer.rows(tx, given.signedHash)
    const known = (await bearerLogin.maybeOne(tx, given.tokenHash)) ?? (await joined(tx, given, now))
    if (known !== undefined) return known
    const forgetAt = believedUntil(given.expiresAt)
    // Checked in addition to the kept tokens: a node of an earlier release records its tokens only here.
    const taken = await takeAssertion.maybeOne(tx, SYSTEM_PROJECT, given.signedHash, forgetAt)
    if (taken === undefined) return refuse(RESPELT)
    const scope = scopeOfBearer(given.person.claims, given.client?.resource.defaultScope)
    if (!scope.ok) return refuse(unfit(scope.refusal))
    project ??= await theirProject(tx, given, refuse)
    const asked: ExternalSignIn = { ...given, project, method: 'bearer', scope: scope.value, ...NO_ROUND_TRIP }
    const identify = (tx: Tx, at: Date) => deps.identify(tx, given.person, atOf(asked), at)
    const opened = await openExternal(deps, tx, asked, identify, refuse, now)
    return grant(deps, tx, given, opened, refuse, now)
  })
  if (!granted.ok) {
    const reason = 'problem' in granted.refusal ? reasonOf(granted.refusal) : granted.refusal.why
    await recordRefusal(deps, { ...given, project: project ?? SYSTEM_PROJECT }, reason)
  }
  return granted
}

function unfit({ text, finding }: ScopeRefusal): BearerRefusal {
  return { why: 'token_scope', finding: finding.what, text }
}

/** No authorization request precedes a Bearer: there is nothing to echo and nowhere to return to. */
const NO_ROUND_TRIP = { nonce: undefined, codeChallenge: undefined }

/**
 * The login of the same token with its signature in another encoding. A thief who used the token first cannot lock out
 * its owner, who sees that sign-in and can end it. At another address the token is of no use, so this is not either.
 */
async function joined(
  tx: Tx,
  { tokenHash, signedHash, issuer }: BearerSignIn,
  now: Date,
): Promise<BearerLogin | undefined> {
  const own = (await presentedLogins.rows(tx, now, [signedHash], [])).find(({ isBearer }) => isBearer)
  if (own === undefined) return undefined
  if (!own.isOver && own.issuerProject === (issuer.project ?? null)) await joinBearer.run(tx, tokenHash, own.loginId)
  return own
}

const RESPELT: BearerRefusal = {
  why: 'replayed_token',
  finding: 'The token was used before with its signature encoded differently, and that sign-in no longer exists.',
}

async function theirProject(
  tx: Tx,
  { person }: BearerSignIn,
  refuse: (refusal: BearerRefusal) => never,
): Promise<string> {
  const found = await projectOfPerson(tx, person)
  return found.ok ? found.value : refuse(found.refusal)
}

async function grant(
  deps: SignInDeps,
  tx: Tx,
  given: BearerSignIn,
  { state, invalidations }: { readonly state: SignInState; readonly invalidations: readonly Invalidation[] },
  refuse: (refusal: BearerRefusal) => never,
  now: Date,
): Promise<BearerLogin> {
  const { audit, loginSettings } = deps
  const { login, step, client, email } = state
  if (step.step !== 'code') return refuse(missing(state))
  // Locked until the login is granted: a domain enforced now either comes first or ends this sign-in.
  const way = { providerKey: login.providerKey ?? undefined, client, email, project: login.project ?? undefined }
  if ((await heldProblem(tx, way, undefined)) !== undefined) return refuse(ENDED)
  const { idleSeconds, overallSeconds } = limitsOf(
    loginSettings,
    (await projectOfLogin(tx, state))?.resource,
    login.profile ?? '',
    client?.resource,
  )
  const granted = await bind(tx, given, login, { idleSeconds, overallSeconds }, now)
  if (granted === undefined) return refuse(ENDED)
  await audit.record(tx, [eventOf('login.succeeded', 0, login, given)])
  await publishInvalidations(tx, invalidations, now)
  return granted
}

function bind(
  tx: Tx,
  { tokenHash, expiresAt, issuer }: BearerSignIn,
  { id }: PendingLogin,
  limits: { readonly idleSeconds: number; readonly overallSeconds: number },
  now: Date,
): Promise<BearerLogin | undefined> {
  const forgetAt = believedUntil(expiresAt)
  const { idleSeconds, overallSeconds } = limits
  const issuerProject = issuer.project ?? null
  return grantToBearer.maybeOne(tx, {
    id,
    tokenHash,
    issuerProject,
    now,
    expiresAt,
    forgetAt,
    idleSeconds,
    overallSeconds,
  })
}

const ENDED: BearerRefusal = { why: 'ended_login', finding: 'The sign-in ended before it was complete.' }

/** What the sign-in still needs and a Bearer cannot provide. */
function missing(state: SignInState): BearerRefusal {
  const left = leftToAsk(state)
  if (left === undefined) return { why: 'ended_login', finding: `The sign-in needs another step: ${state.step.step}.` }
  return { why: left, finding: LEFT[left] }
}

const LEFT: Readonly<Record<LeftToAsk, string>> = {
  several_memberships: 'The person has several memberships in the project, and a Bearer token cannot choose one.',
  consent_required: 'The client of this provider is not firstParty, so it needs the consent of the person.',
  patient_required:
    'The token has patient/ scopes, and the person is not a patient: a page would have to ask for the patient.',
  no_membership: 'The person has no membership in the project that the provider may sign in to.',
  blocked_address: 'An ipAccessRule of the membership, the client or the project does not let the address pass.',
  factor_required:
    'A second factor is demanded of the person, and the token does not show that the provider asked for one ' +
    '(acceptsSecondFactor).',
  terms_required: 'The person has not accepted the terms of the project, and a Bearer token cannot.',
}
