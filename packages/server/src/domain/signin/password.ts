import { accepted, type Result, refused } from '@damson/fhir'
import { refusable, type Tx } from '#base/db'
import { networkOf } from '#base/http'
import { languageOf } from '#base/language'
import { isUuid } from '#base/random'
import type { AuditEntry } from '#domain/audit'
import {
  addressProblem,
  type DomainRules,
  domainOfEmail,
  emergencyFor,
  type MethodRefusal,
} from '#domain/email-domains'
import type { ImportedSlot, PasswordHash } from '#domain/factors'
import { beginSignIn, type OpenedRoot } from '#domain/logins'
import type { ActiveMembership } from '#domain/memberships'
import { keptPassword, renewPassword, tellListed } from '#domain/passwords'
import { readProject, SYSTEM_PROJECT } from '#domain/projects'
import { publishInvalidations } from '#domain/revocation'
import { type Attempt, busyAllowance, type HeldRefusal, type Standing, type StandingKeys } from '#domain/throttle'
import { normaliseEmail, type UserRow } from '#domain/users'
import { findSomewhere } from './choices.ts'
import { codeMade, makeCode } from './decisions.ts'
import type { PasswordSignIn, SignInDeps, SignInRefusal, SignInState } from './dependencies.ts'
import { joinLaunch } from './launch.ts'
import { personByEmail } from './person.store.ts'
import { isRoleAsked } from './role.ts'
import { settle } from './state.ts'

type BegunEnd = OpenedRoot['ended'][number]

/** A sign-in under way: its handle, its state, and the root handle for the browser to keep. */
export interface BegunPassword {
  readonly handle: string
  readonly state: SignInState
  readonly rootHandle: string | undefined
  /** The outcome of issuing the code, where it was wanted at once and no step was left. */
  readonly code?: Result<string, SignInRefusal> | undefined
}

/** Proves a person with a password, and begins the app's login. */
export function provePassword(deps: SignInDeps, given: PasswordSignIn): Promise<Result<BegunPassword, SignInRefusal>> {
  const asked = { ...given, providerKey: undefined }
  return prove(
    deps,
    given,
    ({ user, memberships, rules }) => findSomewhere(deps.db, deps.clock.now(), user, memberships, asked, rules),
    (proven, now, attempt) => begin(deps, given, proven, now, attempt),
  )
}

/** What a password is checked with, for any purpose. */
export type Credentials = Pick<
  PasswordSignIn,
  'email' | 'password' | 'client' | 'requestedProject' | 'expectedUser' | 'address' | 'userAgent' | 'traceId' | 'issuer'
> & {
  /** False: the password only proves that the account is theirs, so it is also asked for where it may not sign in. */
  readonly signsIn?: false
}

/** Also for an unknown address, whose e-mail is never sent: the time would reveal it. */
async function tellDisabled(
  { mails }: SignInDeps,
  email: string,
  { issuer }: Credentials,
  of?: Account,
): Promise<void> {
  await mails.passwordNotice(
    email,
    'password_disabled',
    languageOf(of?.user.language ?? null),
    issuer,
    of === undefined,
  )
}

/** Checks the password, within the limits on attempts, and calls `signIn` if it is right and the account is welcome. */
export async function prove<T>(
  deps: SignInDeps,
  given: Credentials,
  welcome: (account: Account) => Promise<'somewhere' | 'nowhere' | MethodRefusal>,
  signIn: (proven: Proven, now: Date, attempt: Attempt) => Promise<Result<T, SignInRefusal>>,
): Promise<Result<T, SignInRefusal>> {
  const { db, clock, throttle, passwords } = deps
  const email = normaliseEmail(given.email)
  const begun = await throttle.signIn(email, given, clock.now())
  if (!begun.ok) return turnAway(deps, given, begun.refusal)
  let attempt = begun.value
  let isHashed = false
  const deny = async (refusal: SignInRefusal, reason: string, of?: Account): Promise<Result<never, SignInRefusal>> => {
    // Before the attempt ends, so that no other one begins that does not know of it.
    const isLast = isHashed && (await attempt.wrong(clock.now()))
    await attempt.failed()
    await recordFailure(deps, given, of, isLast ? 'password_disabled' : reason)
    if (isLast) await tellDisabled(deps, email, given, of)
    return attempt.strangers === undefined ? refused(refusal) : tooMany(attempt.strangers)
  }
  try {
    const { client, requestedProject } = given
    const way = { providerKey: undefined, client, project: requestedProject, email }
    const { account, rules, schemes, standing, isUsual } = await findPerson(db, email, requestedProject, attempt.keys)
    const problem = given.signsIn === false ? undefined : await addressProblem(db, way, rules)
    const emergency = problem === undefined ? undefined : await emergencyFor(db, problem, requestedProject)
    if (problem !== undefined && emergency === undefined) return await deny(otherMethod(problem), problem.why)
    const judged = await attempt.hashing(standing, passwords.hashMs())
    if (!judged.ok) return await turnAway(deps, given, judged.refusal)
    attempt = judged.value
    const slot = await slotFor(deps, projectOfAttempt(requestedProject), schemes, given.address, attempt)
    if (!slot.ok) return await turnAway(deps, given, slot.refusal)
    attempt = slot.value.attempt
    const user = account?.user
    const kept = user === undefined || isOutOfReach(user, emergency) ? undefined : keptPassword(user)
    isHashed = true
    const isKnown = standing.isKnown || standing.isKnownBrowser
    const isSame = await passwords.matches(given.password, kept, slot.value.imported, isKnown)
    const right = isSame && user?.active === true
    // Answered like every other account of the domain, so that a wrong password doesn't reveal the emergency account.
    if (problem !== undefined && !right) return await deny(otherMethod(problem), problem.why)
    const found = right && account !== undefined ? await welcome(account) : 'nowhere'
    if (account === undefined || found === 'nowhere')
      return await deny({ why: 'wrong_credentials' }, right ? 'no_membership' : 'wrong_password', account)
    if (found !== 'somewhere') {
      await recordFailure(deps, given, undefined, found.why)
      return refused(otherMethod(found))
    }
    if (given.expectedUser !== undefined && given.expectedUser !== account.user.id) {
      await recordFailure(deps, given, account, 'other_person')
      return refused({ why: 'other_person' })
    }
    const [now, proven] = [clock.now(), { ...account, kept, isNewNetwork: !isUsual }]
    const gone = await completed(deps, given, { attempt, proven }, () => signIn(proven, now, attempt))
    // The password was changed while this one was compared.
    if (!gone.ok && isWrong(gone.refusal)) return await deny(gone.refusal, 'wrong_password', account)
    await attempt.succeeded(now)
    return gone
  } finally {
    await attempt.failed()
  }
}

/** Signs in after a right password, and tells its owner if it is a common one. */
async function completed<T>(
  deps: SignInDeps,
  given: Credentials,
  { attempt, proven }: { readonly attempt: Attempt; readonly proven: Proven },
  signIn: () => Promise<T>,
): Promise<T> {
  try {
    if (deps.passwordChoice.isGuessable(given.password)) await tellListed(deps, proven.user, given)
    return await signIn()
  } catch (error) {
    // The password was right, and that the server cannot go on is no failure of the person.
    await attempt.withdrawn()
    throw error
  }
}

const isWrong = ({ why }: SignInRefusal): boolean => why === 'wrong_credentials'

const otherMethod = (problem: MethodRefusal): SignInRefusal => ({ why: 'other_method', problem })

/** Refuses an attempt without checking the password, but only after the wait that a failed check would take. */
async function turnAway(
  deps: SignInDeps,
  given: Credentials,
  held: HeldRefusal,
): Promise<Result<never, SignInRefusal>> {
  if (held.allowance.isFirstRefusal) await recordFailure(deps, given, undefined, 'too_many_attempts')
  await deps.passwords.queued()
  return tooMany(held)
}

async function tooMany({ allowance, due, isDisabled }: HeldRefusal): Promise<Result<never, SignInRefusal>> {
  await due()
  return refused(isDisabled === true ? { why: 'password_disabled' } : { why: 'too_many_attempts', allowance })
}

/**
 * Reserves time for an imported hash, if the project has imported passwords. Beyond the limits none is computed: unknown
 * visitors are refused, and known users have signed in before, so that their hash is already one of ours.
 */
async function slotFor(
  { passwords }: SignInDeps,
  project: string,
  schemes: readonly string[],
  address: string,
  attempt: Attempt,
): Promise<Result<{ readonly attempt: Attempt; readonly imported?: ImportedSlot }, HeldRefusal>> {
  if (attempt.strangers !== undefined || schemes.length === 0) return accepted({ attempt })
  const slot = passwords.admit({ project, network: networkOf(address), schemes })
  if (slot.ok) return accepted({ attempt, imported: slot.value })
  const beyond = await attempt.beyond(busyAllowance(slot.refusal))
  return beyond.ok ? accepted({ attempt: beyond.value }) : beyond
}

/** When a domain admits only the emergency account, no other account's password is compared. */
function isOutOfReach(user: UserRow, emergency: { readonly userId: string } | undefined): boolean {
  return emergency !== undefined && emergency.userId !== user.id
}

/** An account, its memberships, and the rules of its e-mail domain. */
export interface Account {
  readonly user: UserRow
  readonly memberships: readonly ActiveMembership[]
  readonly rules: DomainRules
}

/** The project in which an address is looked up first; server-wide accounts sign in everywhere. */
function projectOfAttempt(requestedProject: string | undefined): string {
  return requestedProject !== undefined && requestedProject !== 'new' ? requestedProject : SYSTEM_PROJECT
}

/** Everything a password check needs, in one query: the same query for an address without an account. */
async function findPerson(
  tx: Tx,
  email: string,
  requestedProject: string | undefined,
  keys: StandingKeys,
): Promise<{
  readonly account: Account | undefined
  readonly standing: Standing
  readonly isUsual: boolean
  readonly rules: DomainRules
  readonly schemes: readonly string[]
}> {
  const project = projectOfAttempt(requestedProject)
  const asked = requestedProject !== undefined && isUuid(requestedProject) ? requestedProject : null
  const row = await personByEmail.one(tx, {
    email,
    project,
    asked,
    domain: domainOfEmail(email),
    systemProject: SYSTEM_PROJECT,
    ...keys,
  })
  const { memberships, schemes, rules: read, isUsual, ...rest } = row
  const { failures, ownFailures, browserFailures, isKnown, isKnownBrowser, ...user } = rest
  const standing = { failures, ownFailures, browserFailures, isKnown, isKnownBrowser }
  const projects = [requestedProject, ...memberships.map((one) => one.project)]
  const rules: DomainRules = { providerKey: undefined, email, projects, rules: read, vouching: undefined }
  return { account: user.id === null ? undefined : { user, memberships, rules }, rules, schemes, standing, isUsual }
}

/** An account whose password was right. */
export interface Proven extends Account {
  /** The stored password hash. */
  readonly kept: PasswordHash | undefined
  /** No sign-in in an app's own form was completed in this network before, as far back as that is kept. */
  readonly isNewNetwork: boolean
}

/** Rehashes a password with our current key while its text is at hand; returns the write, to run in a transaction. */
export async function renewal(
  { passwords }: SignInDeps,
  password: string,
  { user, kept }: Proven,
): Promise<(tx: Tx) => Promise<void>> {
  const renewed = kept !== undefined && passwords.isOutdated(kept) ? await passwords.hash(password) : undefined
  return async (tx) => {
    if (renewed !== undefined && kept !== undefined)
      await renewPassword.run(tx, {
        hash: renewed.hash,
        keyVersion: renewed.keyVersion,
        id: user.id,
        earlier: kept.hash,
      })
  }
}

/** Opens the login of a proven person, in the transaction that ends another person's sign-in in this browser. */
async function begin(
  deps: SignInDeps,
  given: PasswordSignIn,
  proven: Proven,
  now: Date,
  attempt: Attempt,
): Promise<Result<BegunPassword, SignInRefusal>> {
  const { db, keyring, loginSettings, audit } = deps
  const { rules, isNewNetwork } = proven
  const userId = proven.user.id
  const renew = await renewal(deps, given.password, proven)
  const begun = await refusable(db, async (tx, refuse: (refusal: SignInRefusal) => never) => {
    await renew(tx)
    const opened = await beginSignIn(
      tx,
      keyring,
      loginSettings,
      {
        ...given,
        userId,
        method: 'password',
        factors: ['password'],
        clientId: given.client?.id,
        requestedProfileType: given.profileType,
      },
      now,
    )
    await audit.record(
      tx,
      opened.ended.map((login) => endedEvent(login, given)),
    )
    const { client, launch, issuer, address, userAgent, traceId } = given
    const { handle, loginId, rootHandle } = opened
    const joined = await joinLaunch(
      audit,
      tx,
      { launch, client, issuer, userId, loginId, origin: { address, userAgent, traceId } },
      now,
    )
    if (!joined.ok) {
      await publishInvalidations(tx, opened.invalidations, now)
      return refused({ ...joined.refusal, rootHandle })
    }
    const outdated = (): never => refuse({ why: 'wrong_credentials' })
    const held = { changedAt: proven.user.passwordChangedAt, outdated }
    const wanted = { proven: held, codeAtOnce: given.codeAtOnce, asksRole: isRoleAsked(given) }
    const state = await settle(deps, tx, { handle, issuer, address, client, rules, ...wanted })
    const issues = given.codeAtOnce === true && state.step.step === 'code'
    const code = issues
      ? await makeCode(tx, deps, state, { address, userAgent, traceId, isNewNetwork }, refuse)
      : undefined
    await attempt.succeedsWith(tx, now, issues)
    await publishInvalidations(tx, opened.invalidations, now)
    return accepted({ handle, rootHandle, state, code })
  })
  if (!begun.ok) return begun
  if (!begun.value.ok) return begun.value
  const { code, ...rest } = begun.value.value
  return accepted(code === undefined ? rest : { ...rest, code: await codeMade(deps, rest.state, given, code) })
}

/** The event for the ended login of the person who was signed in in this browser before. */
export function endedEvent(
  { id, project, profile, userId, clientId }: BegunEnd,
  { address, userAgent, traceId }: Pick<PasswordSignIn, 'address' | 'userAgent' | 'traceId'>,
): AuditEntry {
  return {
    kind: 'login.ended',
    project,
    outcome: 0,
    agent: {
      reference: profile ?? undefined,
      userId: userId ?? undefined,
      clientId: clientId ?? undefined,
      loginId: id,
    },
    personal: { address, userAgent },
    reason: 'other_person',
    traceId,
  }
}

/** Records a failed sign-in in the requested project, or else in each project of the account. */
async function recordFailure(
  deps: SignInDeps,
  given: Credentials,
  account: Account | undefined,
  reason: string,
): Promise<void> {
  const { user, memberships = [] } = account ?? {}
  const isAsked = given.requestedProject !== undefined && given.requestedProject !== 'new'
  const asked = isAsked ? await readProject(deps.db, given.requestedProject ?? '') : undefined
  const homes = new Set([...memberships.map(({ project }) => project), ...(user === undefined ? [] : [user.project])])
  const own = isAsked ? [] : memberships.map(({ project }) => project)
  const projects = asked === undefined ? own : [asked.id]
  const entries = [...new Set(projects.length > 0 ? projects : [SYSTEM_PROJECT])].map(
    (project): AuditEntry => ({
      kind: 'login.failed',
      project,
      outcome: 4,
      // Names the account only to projects where it has a membership: others must not learn that it exists elsewhere.
      agent: { userId: homes.has(project) ? user?.id : undefined, clientId: given.client?.id },
      personal: { address: given.address, userAgent: given.userAgent, account: given.email.slice(0, 320) },
      reason,
      traceId: given.traceId,
    }),
  )
  await deps.audit.committed(...entries)
}
