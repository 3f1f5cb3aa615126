import type { Tx } from '#base/db'
import { uuid } from '#base/random'
import { endLoginsOfApp } from '#domain/logins'
import type { Invalidation } from '#domain/revocation'
import {
  type ConsentKey,
  type ConsentRow,
  consentByKey,
  consentByKeyForUpdate,
  consentsOfMembership,
  putConsent,
  revokeConsentsOfApp,
  revokeConsentsOfClient,
  revokeConsentsOfMembership,
} from './consents.store.ts'

export type { ConsentKey } from './consents.store.ts'
export type Consent = ConsentRow

/** A consent to keep. */
export interface KeptConsent extends ConsentKey {
  readonly clientName: string
  readonly clientPublic: boolean
  readonly scope: string
  readonly limited: boolean
  readonly endsAt: Date
}

/** What was allowed and still is; undefined when nothing is. */
export function findConsent(tx: Tx, key: ConsentKey, now: Date): Promise<Consent | undefined> {
  return consentByKey.maybeOne(tx, { ...keyOf(key), now })
}

/** The same, held until the transaction ends. To be taken before any login is: whoever revokes goes in that order too. */
export function lockConsent(tx: Tx, key: ConsentKey, now: Date): Promise<Consent | undefined> {
  return consentByKeyForUpdate.maybeOne(tx, { ...keyOf(key), now })
}

const keyOf = ({ project, membershipId, clientId, patient, redirectOrigin }: ConsentKey): ConsentKey => ({
  project,
  membershipId,
  clientId,
  patient,
  redirectOrigin,
})

/** Remembers what a person allowed, in place of what they allowed the same app before. */
export async function keepConsent(tx: Tx, kept: KeptConsent, now: Date): Promise<void> {
  const { clientName, clientPublic, scope, limited, endsAt } = kept
  const given = { clientName, clientPublic, scope, limited, now, endsAt }
  await putConsent.run(tx, { ...keyOf(kept), id: uuid(), ...given })
}

/** What is allowed in a membership. */
export function consentsOf(
  tx: Tx,
  { project, id }: { readonly project: string; readonly id: string },
  now: Date,
): Promise<readonly Consent[]> {
  return consentsOfMembership.rows(tx, project, id, now)
}

/**
 * Takes back all that an app was allowed in a membership, and ends its logins there. In this order: the second statement
 * sees every login that a sign-in got through the consent before the first one had it, and the third a first consent
 * that was given while the second one waited for its login. The invalidations are to be published last in the transaction.
 */
export async function revokeApp(
  tx: Tx,
  { project, membershipId, clientId }: Pick<ConsentKey, 'project' | 'membershipId' | 'clientId'>,
  why: string,
  now: Date,
): Promise<{ readonly revoked: boolean; readonly invalidations: readonly Invalidation[] }> {
  const revoked = await revokeConsentsOfApp.rows(tx, { now, why, project, membershipId, clientId })
  const invalidations = await endLoginsOfApp(tx, project, membershipId, clientId, why, now)
  const late = await revokeConsentsOfApp.rows(tx, { now, why, project, membershipId, clientId })
  return { revoked: revoked.length + late.length + invalidations.length > 0, invalidations }
}

/** With the membership goes what was allowed in it; its logins end beside. */
export async function endConsentsOfMembership(tx: Tx, project: string, membershipId: string, now: Date): Promise<void> {
  await revokeConsentsOfMembership.run(tx, { now, why: 'membership_ended', project, membershipId })
}

/** With the client goes what it was allowed: another one under the same name has to ask. */
export async function endConsentsOfClient(tx: Tx, project: string, clientId: string, now: Date): Promise<void> {
  await revokeConsentsOfClient.run(tx, { now, why: 'client_removed', project, clientId })
}
