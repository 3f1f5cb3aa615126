import { accepted, type Result, refused } from '@damson/fhir'
import type { Clock } from '#base/clock'
import { constantTimeEqual, type Keyring } from '#base/crypto'
import type { Db, Tx } from '#base/db'
import { type Grantees, patientOf, wantsPatient } from '#domain/access'
import type { Audit, AuditEntry, AuditOutcome, Personal } from '#domain/audit'
import type { Client, ClientDirectory } from '#domain/clients'
import type { Passwords } from '#domain/factors'
import {
  beginSignIn,
  chooseMembership,
  type Demands,
  endLogin,
  findPending,
  type LoginSettings,
  markConsented,
  narrowScope,
  nextStep,
  type PendingLogin,
  type Step,
  setCode,
} from '#domain/logins'
import { type MembershipRow, membershipsOfUser, placesOf } from '#domain/memberships'
import { mayRegisterPatients, readProject, SYSTEM_PROJECT } from '#domain/projects'
import { publishNews } from '#domain/revocation'
import type { Allowance, Throttle } from '#domain/throttle'
import type { TokenSettings } from '#domain/tokens'
import { normaliseEmail, renewPassword, type UserRow, userByEmail, userById } from '#domain/users'
import { choosePatient, findPatients, type PatientChoices, type PatientRefusal } from './patient.ts'
import { isWithin, keepingResources, readScope } from './scope.ts'

/** A password sign-in as either face asks for it. The client, if any, was found and may use that face. */
export interface PasswordSignIn {
  readonly email: string
  readonly password: string
  readonly client: Client | undefined
  /** A project's id, or `new`. */
  readonly requestedProject: string | undefined
  readonly profileType: string | undefined
  readonly scope: string
  readonly nonce: string | undefined
  readonly codeChallenge: string
  readonly redirectUri?: string | undefined
  readonly state?: string | undefined
  readonly browserHash?: string | undefined
  readonly address: string
  readonly userAgent: string
  readonly traceId: string
}

export type SignInRefusal =
  /** Unknown person, wrong password, nowhere to sign in: outside they are one. */
  | { readonly why: 'wrong_credentials' }
  | { readonly why: 'too_many_attempts'; readonly allowance: Allowance }
  | {
      readonly why: 'unknown_login' | 'ended_login' | 'unknown_membership' | 'membership_set' | 'scope_not_narrower'
    }
  | { readonly why: 'malformed_scope' | 'unsupported_scope'; readonly text: string }

/** A membership that may be chosen. */
export type Choice = MembershipRow

/** Where a sign-in stands. */
export interface SignInState {
  readonly login: PendingLogin
  readonly step: Step
  readonly choices: readonly Choice[]
  readonly client: Client | undefined
}

/** Who asks for a step, for the audit. */
export interface Asker extends Personal {
  readonly traceId: string
}

export interface SignIn {
  password(given: PasswordSignIn): Promise<Result<{ readonly handle: string }, SignInRefusal>>
  /**
   * Where the sign-in of a handle stands; every step starts from it. A sign-in that a browser began on the hosted pages is
   * found with that browser's hash alone, and one of the JSON API without any.
   */
  state(handle: string, browserHash?: string): Promise<Result<SignInState, SignInRefusal>>
  choose(state: SignInState, membershipId: string): Promise<Result<void, SignInRefusal>>
  narrow(state: SignInState, scope: string): Promise<Result<void, SignInRefusal>>
  /** Patients to choose from, for a sign-in that needs one. */
  findPatients(state: SignInState, text: string, asker: Asker): Promise<Result<PatientChoices, PatientRefusal>>
  choosePatient(state: SignInState, patientId: string, asker: Asker): Promise<Result<void, PatientRefusal>>
  /** Allows the app what it asks for, of its resource scopes those that were left ticked. */
  allow(state: SignInState, ticked: readonly string[], asker: Asker): Promise<Result<void, SignInRefusal>>
  /** Ends the sign-in, because the person does not want it. */
  deny(state: SignInState, asker: Asker): Promise<Result<void, SignInRefusal>>
  /** The code of a sign-in that has all it needs. A later call makes the earlier code useless. */
  code(state: SignInState, asker: Asker): Promise<Result<string, SignInRefusal>>
}

export interface SignInParts {
  readonly db: Db
  readonly clock: Clock
  readonly keyring: Keyring
  readonly audit: Audit
  readonly throttle: Throttle
  readonly grantees: Grantees
  readonly passwords: Passwords
  readonly clients: ClientDirectory
  readonly loginSettings: LoginSettings
  readonly tokenSettings: TokenSettings
}

export function createSignIn(parts: SignInParts): SignIn {
  const { db, clock } = parts
  return {
    password: (given) => provePassword(parts, given),
    state: (handle, browserHash) => readState(parts, handle, browserHash),
    async choose({ login, step, choices }, membershipId) {
      if (step.step !== 'choose_membership')
        return refused({ why: login.membershipId === null ? 'ended_login' : 'membership_set' })
      const membership = choices.find(({ id }) => id === membershipId)
      if (membership === undefined) return refused({ why: 'unknown_membership' })
      return (await chooseMembership(db, login, membership, clock.now()))
        ? accepted(undefined)
        : refused({ why: 'membership_set' })
    },
    narrow: (state, scope) => narrow(parts, state, scope),
    async findPatients({ login, step }, text, asker) {
      return step.step === 'choose_patient' ? findPatients(parts, login, text, asker) : refused({ why: 'ended_login' })
    },
    async choosePatient({ login, step }, id, asker) {
      return step.step === 'choose_patient' ? choosePatient(parts, login, id, asker) : refused({ why: 'ended_login' })
    },
    allow: (state, ticked, asker) => allow(parts, state, ticked, asker),
    deny: (state, asker) => deny(parts, state, asker),
    async code({ login, step }, asker) {
      if (step.step !== 'code') return refused({ why: 'ended_login' })
      const now = clock.now()
      const code = await db.tx(async (tx) => {
        const made = await setCode(tx, login, parts.tokenSettings.codeSeconds, now)
        if (made !== undefined) await parts.audit.record(tx, [eventOf('login.succeeded', 0, login, asker)])
        return made
      })
      return code === undefined ? refused({ why: 'ended_login' }) : accepted(code)
    },
  }
}

async function provePassword(
  parts: SignInParts,
  given: PasswordSignIn,
): Promise<Result<{ readonly handle: string }, SignInRefusal>> {
  const { db, clock, keyring, throttle, passwords, loginSettings } = parts
  const email = normaliseEmail(given.email)
  const attempt = await throttle.signIn(email, given.address, clock.now())
  if (!attempt.ok) {
    if (attempt.refusal.isFirstRefusal) await recordFailure(parts, given, undefined, [], 'too_many_attempts')
    return refused({ why: 'too_many_attempts', allowance: attempt.refusal })
  }
  try {
    const project =
      given.requestedProject !== undefined && given.requestedProject !== 'new' ? given.requestedProject : SYSTEM_PROJECT
    const user = await userByEmail.maybeOne(db, email, project, SYSTEM_PROJECT)
    const kept =
      user?.passwordHash == null || user.passwordKeyVersion === null
        ? undefined
        : { hash: user.passwordHash, keyVersion: user.passwordKeyVersion }
    const right = (await passwords.matches(given.password, kept)) && user?.active === true
    const memberships = user === undefined ? [] : await membershipsOfUser.rows(db, user.id)
    if (!right || user === undefined || !(await hasSomewhere(db, user, memberships, given))) {
      attempt.value.failed()
      await recordFailure(parts, given, user, memberships, right ? 'no_membership' : 'wrong_password')
      return refused({ why: 'wrong_credentials' })
    }
    const now = clock.now()
    const renewed = kept !== undefined && passwords.isOutdated(kept) ? await passwords.hash(given.password) : undefined
    const begun = await db.tx(async (tx) => {
      if (renewed !== undefined && kept !== undefined)
        await renewPassword.run(tx, renewed.hash, renewed.keyVersion, user.id, kept.hash)
      return beginSignIn(
        tx,
        keyring,
        loginSettings,
        {
          ...given,
          userId: user.id,
          method: 'password',
          factors: ['password'],
          clientId: given.client?.id,
          requestedProfileType: given.profileType,
        },
        now,
      )
    })
    await settle(parts, begun.handle, given.browserHash)
    await attempt.value.succeeded(now)
    return accepted({ handle: begun.handle })
  } finally {
    attempt.value.failed()
  }
}

/** Where there is only one membership to choose, it is chosen. */
async function settle(parts: SignInParts, handle: string, browserHash: string | undefined): Promise<void> {
  const state = await readState(parts, handle, browserHash)
  const [only, another] = state.ok ? state.value.choices : []
  if (state.ok && state.value.step.step === 'choose_membership' && only !== undefined && another === undefined) {
    await chooseMembership(parts.db, state.value.login, only, parts.clock.now())
  }
}

async function hasSomewhere(
  tx: Tx,
  user: UserRow,
  memberships: readonly MembershipRow[],
  given: PasswordSignIn,
): Promise<boolean> {
  if (given.requestedProject === 'new') return true
  if (choicesAmong(memberships, given.requestedProject, given.profileType).length > 0) return true
  return mayBecomePatient(tx, user, given.requestedProject, given.profileType)
}

/** Who registered in a project that is open for it, and has no place in it: not even one that was taken away. */
async function mayBecomePatient(
  tx: Tx,
  user: UserRow,
  requestedProject: string | null | undefined,
  profileType: string | null | undefined,
): Promise<boolean> {
  if (requestedProject !== user.project || (profileType ?? 'Patient') !== 'Patient') return false
  const project = await readProject(tx, requestedProject)
  if (project === undefined || !mayRegisterPatients(project)) return false
  return !(await placesOf.rows(tx, user.id)).some((place) => place.project === requestedProject)
}

function choicesAmong(
  memberships: readonly MembershipRow[],
  project: string | null | undefined,
  profileType: string | null | undefined,
): readonly MembershipRow[] {
  return memberships.filter(
    (membership) =>
      (project == null || membership.project === project) &&
      (profileType == null || membership.profile.startsWith(`${profileType}/`)),
  )
}

async function readState(
  { db, clock, clients }: SignInParts,
  handle: string,
  browserHash: string | undefined,
): Promise<Result<SignInState, SignInRefusal>> {
  const login = handle.length > 200 ? undefined : await findPending(db, handle)
  if (login === undefined || login.userId === null || !isOfBrowser(login, browserHash))
    return refused({ why: 'unknown_login' })
  const user = await userById.maybeOne(db, login.userId)
  const client = login.clientId === null ? undefined : await clients.find(login.clientId)
  const isNew = login.requestedProject === 'new'
  const choices = isNew
    ? []
    : choicesAmong(await membershipsOfUser.rows(db, login.userId), login.requestedProject, login.requestedProfileType)
  const demands: Demands = {
    provenAddress: user?.email != null && user.emailProvenAt === null,
    registration: isNew
      ? 'project'
      : user !== undefined && (await mayBecomePatient(db, user, login.requestedProject, login.requestedProfileType))
        ? 'patient'
        : undefined,
    choices: choices.length,
    patient: wantsPatient(login.scope),
    consent: client !== undefined && !client.firstParty,
  }
  const gone = user?.active !== true || (login.clientId !== null && client?.active !== true)
  const step = nextStep(
    {
      revoked: login.revokedAt !== null || login.rootRevokedAt !== null || gone,
      granted: login.grantedAt !== null,
      expired: login.handleExpiresAt === null || login.handleExpiresAt <= clock.now(),
      hasMembership: login.membershipId !== null,
      hasPatient: (login.patient ?? patientOf(login.profile ?? '')) !== undefined,
      consented: login.consentedAt !== null,
    },
    demands,
  )
  return accepted({ login, step, choices, client })
}

function isOfBrowser({ browserHash }: PendingLogin, given: string | undefined): boolean {
  return browserHash === null || given === undefined
    ? browserHash === (given ?? null)
    : constantTimeEqual(browserHash, given)
}

async function narrow(
  parts: SignInParts,
  { login, step }: SignInState,
  text: string,
): Promise<Result<void, SignInRefusal>> {
  if (['revoked', 'granted', 'expired'].includes(step.step)) return refused({ why: 'ended_login' })
  const scope = readScope(text, 'person')
  if (!scope.ok) return scope
  if (!isWithin(login.scope, scope.value)) return refused({ why: 'scope_not_narrower' })
  const narrowed = await narrowScope.maybeOne(parts.db, scope.value, login.id, login.scope, parts.clock.now())
  return narrowed === undefined ? refused({ why: 'ended_login' }) : accepted(undefined)
}

async function allow(
  { db, clock, audit }: SignInParts,
  { login, step }: SignInState,
  ticked: readonly string[],
  asker: Asker,
): Promise<Result<void, SignInRefusal>> {
  if (step.step !== 'consent') return refused({ why: 'ended_login' })
  const scope = keepingResources(login.scope, ticked)
  return db.tx(async (tx) => {
    const marked = await markConsented.maybeOne(tx, clock.now(), scope, login.id, login.scope)
    if (marked === undefined) return refused({ why: 'ended_login' })
    await audit.record(tx, [eventOf('consent.granted', 0, login, asker)])
    return accepted(undefined)
  })
}

async function deny(
  { db, clock, audit }: SignInParts,
  { login, step }: SignInState,
  asker: Asker,
): Promise<Result<void, SignInRefusal>> {
  if (step.step !== 'consent' && step.step !== 'choose_patient') return refused({ why: 'ended_login' })
  const now = clock.now()
  return db.tx(async (tx) => {
    const news = await endLogin(tx, login.id, 'consent_denied', now)
    if (news.length === 0) return refused({ why: 'ended_login' })
    await audit.record(tx, [eventOf('consent.denied', 4, login, asker)])
    await publishNews(tx, news, now)
    return accepted(undefined)
  })
}

function eventOf(
  kind: AuditEntry['kind'],
  outcome: AuditOutcome,
  login: PendingLogin,
  { traceId, ...personal }: Asker,
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
    personal,
    traceId,
  }
}

/** A failed sign-in is told to each project that it concerns: the one that was asked for, else those of the account. */
async function recordFailure(
  parts: SignInParts,
  given: PasswordSignIn,
  user: UserRow | undefined,
  memberships: readonly MembershipRow[],
  reason: string,
): Promise<void> {
  const isAsked = given.requestedProject !== undefined && given.requestedProject !== 'new'
  const asked = isAsked ? await readProject(parts.db, given.requestedProject ?? '') : undefined
  const places = new Set([...memberships.map(({ project }) => project), ...(user === undefined ? [] : [user.project])])
  const own = isAsked ? [] : memberships.map(({ project }) => project)
  const projects = asked === undefined ? own : [asked.id]
  const entries = [...new Set(projects.length > 0 ? projects : [SYSTEM_PROJECT])].map(
    (project): AuditEntry => ({
      kind: 'login.failed',
      project,
      outcome: 4,
      // A project is told of an account only where it has a place there: else its audit would tell who has one elsewhere.
      agent: { userId: places.has(project) ? user?.id : undefined, clientId: given.client?.id },
      personal: { address: given.address, userAgent: given.userAgent, account: given.email.slice(0, 320) },
      reason,
      traceId: given.traceId,
    }),
  )
  await parts.audit.committed(...entries)
}
