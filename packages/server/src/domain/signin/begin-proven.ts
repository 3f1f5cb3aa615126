import { accepted, type Result, refused } from '@damson/fhir'
import type { Tx } from '#base/db'
import type { Client } from '#domain/clients'
import { beginSignIn, type Proof } from '#domain/logins'
import type { RequestOrigin } from '#domain/projects'
import { publishInvalidations } from '#domain/revocation'
import type { AppRequest, SignInDeps, SignInRefusal } from './dependencies.ts'
import { joinLaunch } from './launch.ts'
import { type Account, type BegunPassword, endedEvent } from './password.ts'
import { isRoleAsked } from './role.ts'
import { settle } from './state.ts'

/** A sign-in to an app on a hosted page, without a password. */
export interface HostedSignIn extends RequestOrigin, AppRequest {
  readonly browserHash: string
  readonly expectedUser: string | undefined
  readonly client: Client
  readonly requestedProject: string | undefined
  readonly codeChallenge: string
}

/** Opens the login of a person who was proven in this transaction. */
export async function beginProven(
  tx: Tx,
  deps: SignInDeps,
  given: HostedSignIn,
  { user, rules }: Account,
  proof: Pick<Proof, 'method' | 'factors'>,
  now: Date,
): Promise<Result<BegunPassword, SignInRefusal>> {
  const { keyring, loginSettings, audit } = deps
  const { client, launch, issuer, address, userAgent, traceId } = given
  const userId = user.id
  const begin = { ...given, ...proof, userId, clientId: client.id }
  const { handle, loginId, rootHandle, ended, invalidations } = await beginSignIn(
    tx,
    keyring,
    loginSettings,
    begin,
    now,
  )
  await audit.record(
    tx,
    ended.map((login) => endedEvent(login, given)),
  )
  const origin = { address, userAgent, traceId }
  const joined = await joinLaunch(audit, tx, { launch, client, issuer, userId, loginId, origin }, now)
  if (!joined.ok) {
    await publishInvalidations(tx, invalidations, now)
    return refused({ ...joined.refusal, rootHandle })
  }
  const state = await settle(deps, tx, { handle, issuer, address, client, rules, asksRole: isRoleAsked(given) })
  await publishInvalidations(tx, invalidations, now)
  return accepted({ handle, rootHandle, state })
}
