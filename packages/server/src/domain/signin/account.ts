import { accepted, type Result, refused } from '@damson/fhir'
import type { Tx } from '#base/db'
import type { AuditEntry } from '#domain/audit'
import { allowedMemberships, type MethodRefusal } from '#domain/email-domains'
import { openRoot, type Proof } from '#domain/logins'
import { findOffers, type MembershipRow } from '#domain/memberships'
import { publishInvalidations } from '#domain/revocation'
import type { UserRow } from '#domain/users'
import type { SignInDeps, SignInRefusal } from './dependencies.ts'
import { tellAdministrators } from './emergency-use.ts'
import { type Account, type Credentials, endedEvent, prove, renewal } from './password.ts'

/** A person who wants to see their account, or whom the account page asks to prove themselves again. */
export interface AccountSignIn extends Omit<Credentials, 'client'> {
  readonly browserHash: string
}

/** Signs a person in to their account page: the browser is signed in, but no app is. */
export function proveAtAccount(
  deps: SignInDeps,
  given: AccountSignIn,
): Promise<Result<{ readonly rootHandle: string }, SignInRefusal>> {
  let emergency: MembershipRow | undefined
  return prove(
    deps,
    { ...given, client: undefined },
    async (account) => {
      const found = await welcomeAtAccount(deps, given.requestedProject, account)
      emergency = found.emergency
      return found.where
    },
    async (proven, now) => {
      const { user } = proven
      const renew = await renewal(deps, given.password, proven)
      const before = async (tx: Tx): Promise<boolean> => {
        await renew(tx)
        return true
      }
      const proof = { method: 'password', factors: ['password'], before } as const
      const rootHandle = await openAtAccount(deps, given, user, proof, emergency, now)
      return rootHandle === undefined ? refused({ why: 'wrong_credentials' }) : accepted({ rootHandle })
    },
  )
}

/** Whether a person may see their account at this address: those who may sign in somewhere with this method. */
export async function welcomeAtAccount(
  { db, clock }: Pick<SignInDeps, 'db' | 'clock'>,
  asked: string | undefined,
  { user: { id, email, emailProvenAt, project }, memberships, rules }: Account,
): Promise<{
  readonly where: 'somewhere' | 'nowhere' | MethodRefusal
  readonly emergency: MembershipRow | undefined
}> {
  const isMember = asked === undefined || [project, ...memberships.map((one) => one.project)].includes(asked)
  // Whom the project invites accepts it on its own page.
  const isHere = isMember || (await findOffers(db, id, clock.now())).some((one) => one.project === asked)
  // Who has no address came with a passkey.
  const mayBe = emailProvenAt !== null || email === null
  if (!mayBe || !isHere) return { where: 'nowhere', emergency: undefined }
  // A person who may not sign in anywhere with this method may not see the account either.
  const allowed = await allowedMemberships(
    db,
    { providerKey: undefined, client: undefined, email },
    memberships.filter((one) => asked === undefined || one.project === asked),
    rules,
  )
  const emergency = allowed.allowed.find(({ id }) => id === allowed.emergency)
  return { where: allowed.allowed.length === 0 ? (allowed.problem ?? 'somewhere') : 'somewhere', emergency }
}

type At = Pick<AccountSignIn, 'browserHash' | 'address' | 'userAgent' | 'traceId'>

interface OwnProof extends Pick<Proof, 'method' | 'factors'> {
  /** What the proof writes first in the transaction. False: it proves nothing any more, and nothing is opened. */
  readonly before: (tx: Tx) => Promise<boolean>
}

/** The browser's root, new or renewed; administrators are told of the emergency account. */
export async function openAtAccount(
  deps: SignInDeps,
  given: At,
  user: UserRow,
  { before, ...proof }: OwnProof,
  emergency: MembershipRow | undefined,
  now: Date,
): Promise<string | undefined> {
  const { db, keyring, loginSettings, audit } = deps
  const { address, userAgent, traceId, browserHash } = given
  const handle = await db.tx(async (tx) => {
    if (!(await before(tx))) return undefined
    const opening = { ...proof, userId: user.id, browserHash, address, userAgent }
    const { rootHandle, ended, invalidations } = await openRoot(tx, keyring, loginSettings, opening, now)
    if (rootHandle === undefined) throw new Error('a browser has a root of its own')
    await audit.record(tx, [
      ...ended.map((login) => endedEvent(login, given)),
      {
        kind: 'login.succeeded',
        project: user.project,
        outcome: 0,
        agent: { userId: user.id },
        personal: { address, userAgent },
        reason: 'account',
        traceId,
      },
      ...(emergency === undefined ? [] : [usedEvent(given, user.id, emergency)]),
    ])
    await publishInvalidations(tx, invalidations, now)
    return rootHandle
  })
  if (handle !== undefined && emergency !== undefined)
    void tellAdministrators(deps, { project: emergency.project, account: user.email ?? '', address })
  return handle
}

function usedEvent(
  { address, userAgent, traceId }: At,
  userId: string,
  { project, profile }: MembershipRow,
): AuditEntry {
  const agent = { userId, reference: profile }
  return {
    kind: 'emergency_account.used',
    project,
    outcome: 0,
    agent,
    personal: { address, userAgent },
    reason: 'account',
    traceId,
  }
}
