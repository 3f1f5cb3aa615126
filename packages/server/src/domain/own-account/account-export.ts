import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import { consentsOf } from '#domain/consents'
import { ownFactors } from '#domain/enrolment'
import { ownNumber } from '#domain/factors'
import { identitiesOf } from '#domain/identities'
import { signInsOfUser } from '#domain/logins'
import { membershipsOfUser } from '#domain/memberships'
import { passkeysOf } from '#domain/passkeys'
import { readProject } from '#domain/projects'
import { findResource, resourceOf } from '#domain/resources'
import { acceptedTermsOf } from '#domain/terms'
import { numberOf, userById } from '#domain/users'
import { deletionOf } from './deletions.store.ts'

/**
 * Everything that an account holds, without secrets. The medical records and the audits of the projects are not the
 * account's: the export names the projects that have them.
 */
export async function accountExport(tx: Tx, keyring: Keyring, userId: string, now: Date): Promise<object> {
  const user = await userById.one(tx, userId)
  const stored = await findResource(tx, user.project, 'User', userId)
  const { factors, recovery } = await ownFactors(tx, userId)
  const number = await ownNumber(tx, keyring, userId, now)
  const [passkeys, identities] = [await passkeysOf(tx, userId), await identitiesOf(tx, userId)]
  const signIns = await signInsOfUser(tx, keyring, userId, now)
  const memberships: object[] = []
  for (const membership of await membershipsOfUser.rows(tx, userId)) {
    const consents = await consentsOf(tx, membership, now)
    memberships.push({
      membership: `ProjectMembership/${membership.id}`,
      project: { id: membership.project, name: (await readProject(tx, membership.project))?.resource.name },
      profile: membership.profile,
      apps: consents.map(({ clientId, clientName, scope, grantedAt, endsAt }) => ({
        client: `ClientApplication/${clientId}`,
        name: clientName,
        scope,
        allowedAt: grantedAt,
        until: endsAt,
      })),
    })
  }
  return {
    exportedAt: now,
    account: {
      ...(stored === undefined ? {} : resourceOf(stored)),
      emailConfirmedAt: user.emailProvenAt,
      signInNumber: (await numberOf(tx, keyring, userId)) ?? null,
      hasPassword: user.passwordHash !== null,
      passwordChangedAt: user.passwordChangedAt,
      deletionDueAt: (await deletionOf.maybeOne(tx, userId))?.dueAt ?? null,
    },
    secondFactors: factors.map(({ id, kind, name, createdAt, lastUsedAt }) => ({
      kind,
      name,
      ...(id === number?.id && { number: number.e164 }),
      createdAt,
      lastUsedAt,
    })),
    recoveryCodes: recovery ?? null,
    passkeys: passkeys.map(({ name, product, createdAt, lastUsedAt }) => ({ name, product, createdAt, lastUsedAt })),
    linkedAccounts: identities.map(({ issuer, linkedAt, lastUsedAt, project }) => ({
      issuer,
      project,
      linkedAt,
      lastUsedAt,
    })),
    signIns: signIns.map(({ origin, lastUsedAt, clientIds }) => ({ ...origin, lastUsedAt, clients: clientIds })),
    memberships,
    acceptedTerms: await acceptedTermsOf(tx, userId),
    notInThisExport:
      'The medical record and the log of accesses belong to the projects that are named here. Ask them for a copy; they ' +
      'keep both as the law demands, also if the account is deleted.',
  }
}
