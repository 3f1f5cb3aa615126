import { accepted, type Result, refused } from '@damson/fhir'
import { refusable, type Tx } from '#base/db'
import { type Language, languageOf } from '#base/language'
import type { AuditEntry } from '#domain/audit'
import { type Client, projectAskedBy } from '#domain/clients'
import { type DomainRules, type MethodRefusal, providerUseProblem, readDomainRules } from '#domain/email-domains'
import { type CodeRefusal, checkCode, messageCode } from '#domain/enrolment'
import { factorsOf } from '#domain/factors'
import {
  createOnRequest,
  type IdentifiedPerson,
  type IdentifyAt,
  type IdentifyRefusal,
  linkProven,
} from '#domain/identities'
import { beginSignIn, keepPresented } from '#domain/logins'
import type { ActiveMembership } from '#domain/memberships'
import { passkeysOf } from '#domain/passkeys'
import { keptPassword } from '#domain/passwords'
import type { RequestOrigin } from '#domain/projects'
import { type ExternalPerson, type Once, type Replayed, type Signed, takeOnce } from '#domain/proof'
import { providerChange, writeProviderKey } from '#domain/providers'
import { type Invalidation, publishInvalidations } from '#domain/revocation'
import { holdUser, type UserRow, userById } from '#domain/users'
import { findSomewhere } from './choices.ts'
import type { AppRequest, SignInDeps, SignInRefusal, SignInState } from './dependencies.ts'
import { joinLaunch, type LaunchRefusal } from './launch.ts'
import { endedEvent, prove } from './password.ts'
import { personById } from './person.store.ts'
import { isRoleAsked } from './role.ts'
import { settle } from './state.ts'
import { needsMailedCode } from './weak-password.ts'
import { type Worn, wornOut } from './worn-out.ts'

/** A sign-in of a person with an identity provider. The client was found and may use the provider. */
export interface ExternalSignIn extends RequestOrigin, AppRequest {
  readonly person: ExternalPerson
  readonly method: 'external' | 'exchange' | 'bearer' | 'google' | 'apple'
  /** What the person signs in with, if it may be used only once. */
  readonly once?: Once | undefined
  /** The provider's tokens, if the app sent them and not the provider. */
  readonly signed?: Signed | undefined
  /** Undefined when a page of the project signs people in without a client. */
  readonly client: Client | undefined
  /** The client's project, or the page's. */
  readonly project: string
  readonly profileType?: string | undefined
  readonly codeChallenge: string | undefined
}

export type ExternalRefusal =
  | IdentifyRefusal
  /** The provider may not sign this person in here. */
  | { readonly why: 'other_method'; readonly problem: MethodRefusal; readonly finding: string }
  /** The app expects a different person. */
  | { readonly why: 'other_person'; readonly finding: string }
  | { readonly why: 'provider_changed'; readonly finding: string }
  /** The rules of the membership, the client or the project do not let the address pass. */
  | { readonly why: 'blocked_address'; readonly finding: string }
  | Replayed
  | Worn
  | (LaunchRefusal & { readonly finding?: undefined })

/** A sign-in under way: its handle, its state, and the root handle for the browser to keep. */
export interface BegunExternal {
  readonly handle: string
  readonly state: SignInState
  readonly rootHandle: string | undefined
}

/** The same inside its open transaction, with the invalidations to publish last in it. */
export interface OpenedExternal extends BegunExternal {
  readonly invalidations: readonly Invalidation[]
}

/** Signs in a person that a provider vouches for, if they have an account here. */
export function beginExternal(
  deps: SignInDeps,
  given: ExternalSignIn,
): Promise<Result<BegunExternal, ExternalRefusal>> {
  return begin(deps, given, (tx, now) => deps.identify(tx, given.person, atOf(given), now))
}

/** The same for a person without an account here, if the provider may create accounts. They asked for one. */
export function createExternal(
  deps: SignInDeps,
  given: ExternalSignIn,
): Promise<Result<BegunExternal, ExternalRefusal>> {
  return begin(deps, given, (tx, now) => createOnRequest(deps.identifyDeps, tx, given.person, atOf(given), now))
}

/** The person's own account: they prove it with its password before it is linked. */
export interface OwnAccount {
  readonly email: string
  readonly password: string
  /** The account that the provider named; undefined: any account of the person. */
  readonly userId: string | undefined
  /** A code of their second factor, if they have one. */
  readonly code: string | undefined
  readonly language: Language
}

/** The account has a second factor: its password alone links nothing, or the provider would lead around the factor. */
export type LinkRefusal = CodeRefusal | { readonly why: 'code_needed' }

/**
 * Links a provider's person to the account whose password they entered, and signs them in with the provider. The password
 * itself signs nobody in, so it is also asked for where the app or the e-mail domain allows no passwords. They are told by
 * e-mail, in their own language: a thief of the password must not choose it.
 */
export async function linkExternal(
  deps: SignInDeps,
  given: ExternalSignIn,
  own: OwnAccount,
): Promise<Result<BegunExternal, ExternalRefusal | SignInRefusal | LinkRefusal>> {
  const { client, project, address, userAgent, traceId, issuer } = given
  const asked = { client, address, userAgent, traceId, issuer, requestedProject: project }
  let refusal: ExternalRefusal | LinkRefusal | undefined
  const proven = await prove<BegunExternal | undefined>(
    deps,
    { ...asked, email: own.email, password: own.password, expectedUser: own.userId, signsIn: false },
    ({ memberships }) => Promise.resolve(memberships.some((one) => one.project === project) ? 'somewhere' : 'nowhere'),
    async ({ user, kept }) => {
      refusal = await missingCode(deps, given, user.id, own)
      if (refusal !== undefined) return accepted(undefined)
      const linked = await begin(deps, given, async (tx, now) =>
        keptPassword(await holdUser.one(tx, user.id))?.hash === kept?.hash
          ? linkProven(deps.identifyDeps, tx, given.person, user.id, atOf(given), now)
          : refused(CHANGED_MEANWHILE),
      )
      if (!linked.ok) {
        refusal = linked.refusal
        return accepted(undefined)
      }
      const language = languageOf(user.language, own.language)
      await deps.mails.identityLinked(user.email ?? own.email, given.person.provider.name, language, issuer)
      return accepted(linked.value)
    },
  )
  if (!proven.ok) return proven
  if (proven.value !== undefined) return accepted(proven.value)
  if (refusal === undefined) throw new Error('an account was proven, and neither linked nor refused')
  return refused(refusal)
}

/** Why the account's second factor is not proven; undefined if it is, or if there is none. */
async function missingCode(
  deps: SignInDeps,
  { project, client, issuer, address, userAgent, traceId, browserHash, once }: ExternalSignIn,
  userId: string,
  { code = '', language }: OwnAccount,
): Promise<LinkRefusal | undefined> {
  const own = (await factorsOf.rows(deps.db, userId)).map(({ kind }) => kind)
  // Read again: that the password is a common one was noted only when it was proven.
  const user = await userById.one(deps.db, userId)
  const at = { factors: ['password'], enrolled: own, browserHash, address }
  // This page asks for no passkey, so whoever has only passkeys answers from the mailbox: the password alone links nothing.
  const hasOnlyPasskeys = own.length === 0 && (await passkeysOf(deps.db, userId)).length > 0
  const isMailed = hasOnlyPasskeys || (await needsMailedCode(deps, deps.db, user, at))
  const among: typeof own = isMailed ? ['email'] : own
  if (among.length === 0) return undefined
  const agent = { userId, clientId: client?.id }
  // An e-mail answers the page that asked for it, and no page in another browser.
  const askedBy = once?.text ?? userId
  const act = { userId, askedBy, project, agent, personal: { address, userAgent }, traceId, issuer, language }
  if (code.trim() === '') {
    if (!among.includes('totp')) await messageCode(deps, act, among)
    return { why: 'code_needed' }
  }
  const checked = await checkCode(deps, act, { typed: code, among }, () => Promise.resolve(true))
  return checked.ok ? undefined : checked.refusal
}

/** A password reset revokes what the old password proved. A link made after the reset would survive it, so it is refused. */
const CHANGED_MEANWHILE: IdentifyRefusal = {
  why: 'proof_needed',
  finding: 'The password of the account was changed after it was proven: the person must prove it again.',
}

export function atOf({ client, project, address, userAgent, traceId }: ExternalSignIn): IdentifyAt {
  return { project, clientId: client?.id, address, userAgent, traceId }
}

async function begin(
  deps: SignInDeps,
  given: ExternalSignIn,
  identify: (tx: Tx, now: Date) => Promise<Result<IdentifiedPerson, IdentifyRefusal>>,
): Promise<Result<BegunExternal, ExternalRefusal>> {
  const now = deps.clock.now()
  const begun = await refusable(deps.db, async (tx, refuse: (refusal: ExternalRefusal) => never) => {
    const { invalidations, ...opened } = await openExternal(deps, tx, given, identify, refuse, now)
    await publishInvalidations(tx, invalidations, now)
    return opened
  })
  if (!begun.ok) await recordRefusal(deps, given, reasonOf(begun.refusal))
  return begun
}

/**
 * Identifies the person and opens a login in the caller's transaction. The caller publishes the invalidations last and
 * records a refusal.
 */
export async function openExternal(
  deps: SignInDeps,
  tx: Tx,
  given: ExternalSignIn,
  identify: (tx: Tx, now: Date) => Promise<Result<IdentifiedPerson, IdentifyRefusal>>,
  refuse: (refusal: ExternalRefusal) => never,
  now: Date,
): Promise<OpenedExternal> {
  const change = await providerChange(tx, given.person.provider)
  if (change !== undefined) return refuse(change)
  // Depends only on the app and the provider, so the refusal reveals nothing about any account.
  const problem = await providerUseProblem(tx, writeProviderKey(given.person.provider.key), given.client)
  if (problem !== undefined) return refuse(otherMethod(problem))
  const worn = given.signed === undefined ? undefined : await wornOut(tx, given.signed, now)
  if (worn !== undefined) return refuse(worn)
  const identified = await identify(tx, now)
  if (!identified.ok) return refuse(identified.refusal)
  const { memberships, ...user } = await personById.one(tx, identified.value.userId)
  if (!user.active) return refuse({ why: 'inactive', finding: 'The account is switched off.' })
  const { problem: held, rules } = await judgeMemberships(tx, now, given, identified.value, user, memberships)
  if (held !== undefined) return refuse(otherMethod(held))
  if (given.expectedUser !== undefined && given.expectedUser !== user.id)
    return refuse({ why: 'other_person', finding: 'The provider proved another person than the id_token_hint names.' })
  const { person, once, project } = given
  const replayed = once === undefined ? undefined : await takeOnce(tx, person, once, project)
  if (replayed !== undefined) return refuse(replayed)
  const opened = await write(deps, tx, given, identified.value, refuse, now)
  const { client, issuer, address } = given
  const begun = {
    handle: opened.handle,
    issuer,
    address,
    client,
    provider: person.provider,
    rules,
    asksRole: isRoleAsked(given),
  }
  const state = await settle(deps, tx, begun)
  // Refused as a whole, so that from a blocked address no account is made or linked either.
  return state.step.step === 'blocked_address' ? refuse(BLOCKED_ADDRESS) : { ...opened, state }
}

const BLOCKED_ADDRESS = {
  why: 'blocked_address',
  finding: 'An ipAccessRule of the membership’s policies, the client or the project does not let the address pass.',
} as const

/** Why this method may not sign in to any of the memberships in question, now that the account is known. */
async function judgeMemberships(
  tx: Tx,
  now: Date,
  { client, person, ...given }: ExternalSignIn,
  { membershipId, project, profileType: chosen }: IdentifiedPerson,
  user: UserRow,
  memberships: readonly ActiveMembership[],
): Promise<{ readonly problem: MethodRefusal | undefined; readonly rules: DomainRules }> {
  const own = memberships.filter(({ id }) => (membershipId ?? id) === id)
  const way = { providerKey: writeProviderKey(person.provider.key), email: user.email }
  const requestedProject = project !== given.project || client === undefined ? project : projectAskedBy(client)
  const asked = { requestedProject, profileType: given.profileType ?? chosen, client, ...way }
  const rules = await readDomainRules(tx, way, [project])
  const found = await findSomewhere(tx, now, user, own, asked, rules)
  return { problem: typeof found === 'string' ? undefined : found, rules }
}

export function otherMethod(problem: MethodRefusal): ExternalRefusal {
  return { why: 'other_method', problem, finding: FINDINGS[problem.why] }
}

const FINDINGS: Readonly<Record<MethodRefusal['why'], string>> = {
  domain_provider:
    'People with an address of this domain must sign in with the provider of the domain, which is another one.',
  domain_suspended: 'The domain of the account’s address is suspended: no one can sign in with it.',
  client_provider: 'The client signs people in only with its own provider (signIn), which is another one.',
  client_own: 'The client signs people in with Damson itself (signIn), not with a provider.',
  foreign_provider:
    'The provider may not sign people in to this client: ' +
    'it belongs to another client, or to a domain that is not proven and enforced.',
  not_by_mail: 'The project signs nobody in by a code alone.',
  needs_device: 'The provider did not vouch for the device, which a policy of the person, or the client, demands.',
}

/** Opens the login of the identified person, in the transaction that linked or created their account. */
async function write(
  { keyring, loginSettings, audit }: SignInDeps,
  tx: Tx,
  given: ExternalSignIn,
  identified: IdentifiedPerson,
  refuse: (refusal: ExternalRefusal) => never,
  now: Date,
): Promise<Omit<OpenedExternal, 'state'>> {
  const { person, client, launch, issuer, address, userAgent, traceId } = given
  const { userId, identityId, profileType } = identified
  const opened = await beginSignIn(
    tx,
    keyring,
    loginSettings,
    {
      ...given,
      userId,
      factors: person.factors,
      provenAt: person.authenticatedAt,
      clientId: client?.id,
      requestedProject: given.client === undefined ? given.project : projectAskedBy(given.client),
      requestedProfileType: given.profileType ?? profileType,
      providerKey: writeProviderKey(person.provider.key),
      identityId,
    },
    now,
  )
  if (given.signed !== undefined) await keepPresented.run(tx, given.signed.hashes, opened.loginId, given.signed.until)
  await audit.record(tx, [...identified.entries, ...opened.ended.map((login) => endedEvent(login, given))])
  const { handle, loginId, rootHandle } = opened
  const origin = { address, userAgent, traceId }
  const joined = await joinLaunch(audit, tx, { launch, client, issuer, userId, loginId, origin }, now)
  if (!joined.ok) return refuse(joined.refusal)
  return { handle, rootHandle, invalidations: [...identified.invalidations, ...opened.invalidations] }
}

type Refused = Pick<ExternalSignIn, 'person' | 'client' | 'project' | 'address' | 'userAgent' | 'traceId'>

/** The reason as the audit words it. */
export function reasonOf(refusal: ExternalRefusal): string {
  return refusal.why === 'other_method' ? refusal.problem.why : refusal.why
}

/** A refusal changes nothing, but the requested project's audit records it. */
export async function recordRefusal(
  { audit }: Pick<SignInDeps, 'audit'>,
  { person, client, project, address, userAgent, traceId }: Refused,
  reason: string,
): Promise<void> {
  const entry: AuditEntry = {
    kind: 'login.failed',
    project,
    outcome: 4,
    agent: { clientId: client?.id },
    personal: { address, userAgent, account: person.email },
    reason,
    provider: writeProviderKey(person.provider.key),
    traceId,
  }
  await audit.committed(entry)
}
