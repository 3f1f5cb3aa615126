import type { FastifyRequest } from 'fastify'
import { forbidden } from '#answers'
import { bothOf, told } from '#base/findings'
import type { Grantee } from '#domain/access'
import { type ProofNeeded, proofNeeded, proofOfRoot } from '#domain/logins'
import { projectsOfUser } from '#domain/memberships'
import { passkeysOf } from '#domain/passkeys'
import { type FactorMethod, SYSTEM_PROJECT } from '#domain/projects'
import type { AuthDeps } from './dependencies.ts'

/** An identity provider proves people for one project, so it opens nothing of an account that others use. */
export function mayActOn({
  grantee,
  user,
}: {
  readonly grantee: Grantee
  readonly user: { readonly project: string }
}): boolean {
  return !grantee.vouchedFor || user.project !== SYSTEM_PROJECT
}

export function foreignProof(): Error {
  return forbidden(
    told`An identity provider signed this person in, and other projects use the account too: let them sign in at /account
      with their password.`,
    'foreign_proof',
  )
}

/**
 * Only an app of the project may act on a person's account: any other that they sign in to could set up a factor of its own,
 * and shut them out with it, or delete the account. Every project names first-party apps of its own, so none of them acts on
 * an account that other projects use too.
 */
export async function refuseForeignApp(
  { db, clients }: Pick<AuthDeps, 'db' | 'clients'>,
  { issuer }: Pick<FastifyRequest, 'issuer'>,
  { clientId, project: own }: Grantee,
  user: { readonly id: string; readonly project: string },
): Promise<void> {
  if (clientId === undefined) return
  if ((await clients.find(clientId, issuer))?.firstParty !== true)
    throw forbidden(
      'Only a first-party app may act on the account of a person: send the person to /account.',
      'not_first_party',
    )
  if (user.project !== SYSTEM_PROJECT) return
  if ((await projectsOfUser.rows(db, user.id)).some(({ project }) => project !== own))
    throw forbidden(
      'Other projects use this account too, so no app of one of them may act on it: send the person to /account.',
      'shared_account',
    )
}

/** A first factor is set up after the password alone, any other after an earlier one; both within ten minutes. */
export async function requireStepUp(
  { db, clock }: Pick<AuthDeps, 'db' | 'clock'>,
  {
    grantee,
    kinds,
    userId,
  }: { readonly grantee: Grantee; readonly kinds: readonly FactorMethod[]; readonly userId: string },
): Promise<void> {
  const root = grantee.rootId === undefined ? undefined : await proofOfRoot.maybeOne(db, grantee.rootId)
  const at = {
    proven: root?.factors ?? [],
    provenAt: grantee.authenticatedAt,
    factorsProvenAt: root?.factorsProvenAt,
  }
  const hasPasskeys = (await passkeysOf(db, userId)).length > 0
  const needed = proofNeeded({ enrolled: kinds, hasPasskeys }, at, clock.now())
  if (needed !== 'none') throw forbidden(bothOf(STEP_UPS[needed]), 'step_up_required')
}

const STEP_UPS: Readonly<Record<Exclude<ProofNeeded, 'none'>, string>> = {
  password:
    'The person must have signed in within the last ten minutes: let them sign in again, or send them to /account.',
  code:
    'The person must have proven their second factor within the last ten minutes: let them sign in again, or send them ' +
    'to /account.',
  passkey:
    'The person has a passkey, and must have proven it within the last ten minutes: send them to /account, where they ' +
    'confirm with the passkey, or let them sign in with it at /oauth2/authorize.',
}
