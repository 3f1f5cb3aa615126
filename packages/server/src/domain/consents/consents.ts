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

/** A consent to store. */
export interface KeptConsent extends ConsentKey {
  readonly clientName: string
  readonly clientPublic: boolean
  readonly scope: string
  readonly declined: string
  readonly limited: boolean
  readonly endsAt: Date
}

/** The current consent; undefined if there is none. */
export function findConsent(tx: Tx, key: ConsentKey, now: Date): Promise<Consent | undefined> {
  return consentByKey.maybeOne(tx, { ...keyOf(key), now })
}

/** The same, locked until the transaction ends. Lock it before any login, in the same order as a revocation does. */
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

/** Stores a consent in place of the person's earlier one for the same app. */
export async function keepConsent(tx: Tx, kept: KeptConsent, now: Date): Promise<void> {
  const { clientName, clientPublic, scope, declined, limited, endsAt } = kept
  const given = { clientName, clientPublic, scope, declined, limited, now, endsAt }
  await putConsent.run(tx, { ...keyOf(kept), id: uuid(), ...given })
}

/** The consents in a membership. */
export function consentsOf(
  tx: Tx,
  { project, id }: { readonly project: string; readonly id: string },
  now: Date,
): Promise<readonly Consent[]> {
  return consentsOfMembership.rows(tx, project, id, now)
}

/**
 * Revokes everything that an app was allowed in a membership, and ends its logins there. The order matters: the second
 * statement sees every login that a sign-in got through the consent before the first statement locked it. The third sees
 * a first consent given while the second waited for its login. Publish the invalidations last in the transaction.
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

/** A membership's consents end with it; its logins are ended separately. */
export async function endConsentsOfMembership(tx: Tx, project: string, membershipId: string, now: Date): Promise<void> {
  await revokeConsentsOfMembership.run(tx, { now, why: 'membership_ended', project, membershipId })
}

/** A client's consents end with it: another client under the same name must ask again. */
export async function endConsentsOfClient(tx: Tx, project: string, clientId: string, now: Date): Promise<void> {
  await revokeConsentsOfClient.run(tx, { now, why: 'client_removed', project, clientId })
}
