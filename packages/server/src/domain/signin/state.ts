import { accepted, type Result, refused } from '@damson/fhir'
import { constantTimeEqual } from '#base/crypto'
import type { Tx } from '#base/db'
import { patientOf, wantsPatient } from '#domain/access'
import { chooseMembership, type Demands, findPending, nextStep, type PendingLogin } from '#domain/logins'
import type { Issuer } from '#domain/projects'
import { userById } from '#domain/users'
import { findRemembered } from './consent.ts'
import { isLaunchInReach } from './launch.ts'
import type { PasswordSignIn, SignInParts, SignInRefusal, SignInState } from './parts.ts'
import { judgeWay } from './places.ts'
import { isFresh } from './proof-age.ts'
import { isOver } from './time-left.ts'

/** What is asked where a sign-in stands; in a transaction, in that one. */
export type StateParts = Pick<
  SignInParts,
  'clock' | 'clients' | 'grantees' | 'loginSettings' | 'providers' | 'isDevelopment'
> & {
  readonly db: Tx
}

/** Where the sign-in of a handle stands: what it has shown, and what is demanded of it. */
export async function readState(
  parts: StateParts,
  handle: string,
  issuer: Issuer,
  browserHash: string | undefined,
): Promise<Result<SignInState, SignInRefusal>> {
  const { db, clock, clients, grantees, loginSettings, isDevelopment } = parts
  const login = handle.length > 200 ? undefined : await findPending(db, handle, issuer)
  if (login === undefined || login.userId === null || !isOfBrowser(login, browserHash))
    return refused({ why: 'unknown_login' })
  const user = await userById.maybeOne(db, login.userId)
  const client = login.clientId === null ? undefined : await clients.find(login.clientId, issuer)
  const way = await judgeWay(parts, login, user, client)
  const remembered = await findRemembered(db, login, client, { now: clock.now(), isDevelopment })
  const demands: Demands = {
    // Whom a provider vouched for has shown more than an address.
    provenAddress: login.providerKey === null && user?.email != null && user.emailProvenAt === null,
    otherMethod: way.otherMethod !== undefined,
    registration: way.registration,
    choices: way.choices.length,
    patient: wantsPatient(login.scope),
    consent: client !== undefined && (login.askConsent || (!client.firstParty && !remembered.isEnough)),
  }
  const gone = user?.active !== true || (login.clientId !== null && client?.active !== true)
  const step = nextStep(
    {
      revoked: login.revokedAt !== null || login.rootRevokedAt !== null || gone,
      granted: login.grantedAt !== null,
      expired: isOver(login, clock.now()),
      hasMembership: login.membershipId !== null,
      inReach: await isLaunchInReach(db, grantees, login),
      hasPatient: (login.patient ?? patientOf(login.profile ?? '')) !== undefined,
      consented: login.consentedAt !== null,
      fresh: isFresh(login, loginSettings, clock.now()),
    },
    demands,
  )
  return accepted({ login, step, client, ...way, email: user?.email ?? null, remembered })
}

function isOfBrowser({ browserHash }: PendingLogin, given: string | undefined): boolean {
  return browserHash === null || given === undefined
    ? browserHash === (given ?? null)
    : constantTimeEqual(browserHash, given)
}

/** Where there is only one membership to choose, it is chosen. */
export async function settle(
  parts: SignInParts,
  handle: string,
  { issuer, browserHash }: Pick<PasswordSignIn, 'issuer' | 'browserHash'>,
): Promise<void> {
  const state = await readState(parts, handle, issuer, browserHash)
  const [only, another] = state.ok ? state.value.choices : []
  if (state.ok && state.value.step.step === 'choose_membership' && only !== undefined && another === undefined) {
    await chooseMembership(parts.db, state.value.login, only, parts.clock.now())
  }
}
