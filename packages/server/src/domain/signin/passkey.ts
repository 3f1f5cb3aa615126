import { accepted, type Result, refused } from '@damson/fhir'
import { refusable } from '#base/db'
import type { AuditEntry } from '#domain/audit'
import type { Client } from '#domain/clients'
import { readDomainRules } from '#domain/email-domains'
import { type ProvenPasskey, provePasskey, takePasskey, tellOfCopy } from '#domain/passkeys'
import { type RequestOrigin, SYSTEM_PROJECT } from '#domain/projects'
import { openAtAccount, welcomeAtAccount } from './account.ts'
import { beginProven, type HostedSignIn } from './begin-proven.ts'
import { findSomewhere } from './choices.ts'
import type { PasskeyRefusal, SignInDeps } from './dependencies.ts'
import type { Account, BegunPassword } from './password.ts'
import { personById } from './person.store.ts'

/** Where a passkey was used, and the answer of the browser. */
export interface PasskeyAtBrowser extends RequestOrigin {
  readonly answer: string
  readonly browserHash: string
  /** The project that is signed in to; undefined at the account page of the server. */
  readonly requestedProject: string | undefined
  readonly expectedUser: string | undefined
}

/** A sign-in to an app with a passkey, on a hosted page. */
export interface PasskeySignIn extends HostedSignIn {
  readonly answer: string
}

/** Proves a person with a passkey, which also says who they are, and begins the app's login. */
export function signInByPasskey(
  deps: SignInDeps,
  given: PasskeySignIn,
): Promise<Result<BegunPassword, PasskeyRefusal>> {
  const asked = { ...given, profileType: undefined, providerKey: undefined }
  return byPasskey(
    deps,
    given,
    ({ user, memberships, rules }) => findSomewhere(deps.db, deps.clock.now(), user, memberships, asked, rules),
    (account, passkey, now) => begin(deps, given, account, passkey, now),
  )
}

/** Signs a person in to their account page with a passkey. */
export function provePasskeyAtAccount(
  deps: SignInDeps,
  given: PasskeyAtBrowser,
): Promise<Result<{ readonly rootHandle: string }, PasskeyRefusal>> {
  let emergency: Awaited<ReturnType<typeof welcomeAtAccount>>['emergency']
  return byPasskey(
    deps,
    given,
    async (account) => {
      const found = await welcomeAtAccount(deps, given.requestedProject, account)
      emergency = found.emergency
      return found.where
    },
    async ({ user }, passkey, now) => {
      const { factors } = passkey
      const proof = {
        method: 'passkey',
        factors,
        before: (tx: Parameters<typeof takePasskey>[0]) => takePasskey(tx, passkey, now),
      } as const
      const rootHandle = await openAtAccount(deps, given, user, proof, emergency, now)
      return rootHandle === undefined ? refused(COPIED) : accepted({ rootHandle })
    },
  )
}

const COPIED: PasskeyRefusal = { why: 'passkey', problem: { why: 'copied_passkey' } }

/** Verifies the passkey, and calls `signIn` if its account may sign in there. A right passkey is never held up. */
async function byPasskey<T>(
  deps: SignInDeps,
  given: PasskeyAtBrowser,
  welcome: (account: Account) => ReturnType<typeof findSomewhere>,
  signIn: (account: Account, passkey: ProvenPasskey, now: Date) => Promise<Result<T, PasskeyRefusal>>,
): Promise<Result<T, PasskeyRefusal>> {
  const { db, clock } = deps
  const proven = await provePasskey(deps, given)
  if (!proven.ok) return deny(deps, given, { why: 'passkey', problem: proven.refusal })
  const passkey = proven.value
  const person = await personById.maybeOne(db, passkey.userId)
  // As if there were no account: whoever switched it off did so for everyone.
  if (person?.active !== true) return deny(deps, given, { why: 'passkey', problem: { why: 'unverified' } }, person?.id)
  const { memberships, ...user } = person
  const projects = [given.requestedProject, ...memberships.map((one) => one.project)]
  const rules = await readDomainRules(db, { providerKey: undefined, email: user.email }, projects)
  const account = { user, memberships, rules }
  const found = await welcome(account)
  const isHere = [user.project, ...projects.slice(1)].includes(given.requestedProject ?? user.project)
  if (found === 'nowhere') return deny(deps, given, { why: 'elsewhere' }, isHere ? user.id : undefined)
  if (found !== 'somewhere') return deny(deps, given, { why: 'other_method', problem: found }, user.id)
  if (given.expectedUser !== undefined && given.expectedUser !== user.id)
    return deny(deps, given, { why: 'other_person' }, isHere ? user.id : undefined)
  const begun = await signIn(account, passkey, clock.now())
  if (begun.ok || begun.refusal !== COPIED) return begun
  await tellOfCopy(deps, user, passkey, given)
  return deny(deps, given, COPIED, user.id)
}

/** Opens the login, in the transaction that takes the passkey. */
async function begin(
  deps: SignInDeps,
  given: PasskeySignIn,
  account: Account,
  passkey: ProvenPasskey,
  now: Date,
): Promise<Result<BegunPassword, PasskeyRefusal>> {
  const { factors } = passkey
  const begun = await refusable(deps.db, async (tx, refuse: (refusal: PasskeyRefusal) => never) =>
    (await takePasskey(tx, passkey, now))
      ? beginProven(tx, deps, given, account, { method: 'passkey', factors }, now)
      : refuse(COPIED),
  )
  return begun.ok ? begun.value : begun
}

/**
 * Refuses, and records it where it was tried. Failures of one address are counted, because each writes an event. The event
 * names the account only in projects that know it.
 */
async function deny(
  { audit, throttle }: SignInDeps,
  { requestedProject, address, userAgent, traceId, ...given }: PasskeyAtBrowser & { readonly client?: Client },
  refusal: PasskeyRefusal,
  userId?: string,
): Promise<Result<never, PasskeyRefusal>> {
  const allowance = await throttle.attempt(address)
  if (!allowance.allowed) return refused({ why: 'too_many_attempts', allowance })
  const entry: AuditEntry = {
    kind: 'login.failed',
    project: requestedProject ?? SYSTEM_PROJECT,
    outcome: 4,
    agent: { userId, clientId: given.client?.id },
    personal: { address, userAgent },
    reason: reasonOf(refusal),
    traceId,
  }
  await audit.committed(entry)
  return refused(refusal)
}

function reasonOf(refusal: PasskeyRefusal): string {
  if (refusal.why === 'passkey')
    return refusal.problem.why === 'copied_passkey' ? 'copied_passkey' : `passkey_${refusal.problem.why}`
  if (refusal.why === 'other_method') return refusal.problem.why
  return refusal.why === 'elsewhere' ? 'other_project' : refusal.why
}
