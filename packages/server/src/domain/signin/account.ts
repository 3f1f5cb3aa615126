import { accepted, type Result } from '@damson/fhir'
import type { AuditEntry } from '#domain/audit'
import { allowedMemberships } from '#domain/email-domains'
import { openRoot } from '#domain/logins'
import type { MembershipRow } from '#domain/memberships'
import { publishInvalidations } from '#domain/revocation'
import type { SignInDeps, SignInRefusal } from './dependencies.ts'
import { tellAdministrators } from './emergency-use.ts'
import { type Credentials, endedEvent, type Proven, prove, renewal } from './password.ts'

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
    async ({ user: { email, emailProvenAt, project }, memberships, rules }) => {
      const asked = given.requestedProject
      const isHere = asked === undefined || [project, ...memberships.map((one) => one.project)].includes(asked)
      if (emailProvenAt === null || !isHere) return 'nowhere'
      // A person who may not sign in anywhere with this method may not see the account either.
      const allowed = await allowedMemberships(
        deps.db,
        { providerKey: undefined, client: undefined, email },
        memberships.filter((one) => asked === undefined || one.project === asked),
        rules,
      )
      emergency = allowed.allowed.find(({ id }) => id === allowed.emergency)
      return allowed.allowed.length === 0 ? (allowed.problem ?? 'somewhere') : 'somewhere'
    },
    async (proven, now) => {
      const rootHandle = await open(deps, given, proven, emergency, now)
      if (emergency !== undefined)
        void tellAdministrators(deps, {
          project: emergency.project,
          account: proven.user.email ?? '',
          address: given.address,
        })
      return accepted({ rootHandle })
    },
  )
}

/** The browser's root, new or renewed. */
async function open(
  deps: SignInDeps,
  given: AccountSignIn,
  proven: Proven,
  emergency: MembershipRow | undefined,
  now: Date,
): Promise<string> {
  const { db, keyring, loginSettings, audit } = deps
  const { user } = proven
  const renew = await renewal(deps, given.password, proven)
  const { address, userAgent, traceId } = given
  return db.tx(async (tx) => {
    await renew(tx)
    const proof = { ...given, userId: user.id, method: 'password', factors: ['password'] } as const
    const { rootHandle, ended, invalidations } = await openRoot(tx, keyring, loginSettings, proof, now)
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
}

function usedEvent(
  { address, userAgent, traceId }: AccountSignIn,
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
