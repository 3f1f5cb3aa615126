import { type Tx, waitLonger } from '#base/db'
import type { Secret } from '#base/secret'
import { putPassword } from '#domain/passwords'
import { makeSuperAdmin, SYSTEM_PROJECT } from '#domain/projects'
import { publishInvalidations } from '#domain/revocation'
import { createUser, makeLink, normaliseEmail } from '#domain/users'
import type { RegistrationDeps } from './dependencies.ts'
import { makeProject } from './new-project.ts'
import { awaitedAdministrator, claimSetUp } from './set-up.store.ts'

export type FirstAdministrator =
  | { readonly made: 'with_password' }
  | { readonly made: 'with_link'; readonly url: string }
  | { readonly made: 'not_needed' }

const PLACEHOLDER_EMAIL = 'administrator@localhost'

/**
 * Makes the first administrator of an empty store, once: with the given address and password, or with a link. The link is
 * valid for a day; it is shown to the operator who starts the server, and never logged. Until it has been used, each
 * start makes a new link, because an earlier start may have failed before it showed its own.
 */
export async function makeFirstAdministrator(
  deps: RegistrationDeps,
  email: string | undefined,
  password: Secret | undefined,
): Promise<FirstAdministrator> {
  const { db, clock, keyring, passwords, mails, rootIssuer } = deps
  const now = clock.now()
  const hashed = password === undefined ? undefined : await passwords.hash(password.reveal())
  return db.tx(async (tx): Promise<FirstAdministrator> => {
    const withLink = async (userId: string): Promise<FirstAdministrator> => ({
      made: 'with_link',
      url: mails.urlOf('set-up', await makeLink(tx, keyring, userId, 'set-up', now), rootIssuer),
    })
    await waitLonger(tx)
    if ((await claimSetUp.maybeOne(tx, now)) === undefined) {
      const awaited = await awaitedAdministrator.maybeOne(tx)
      return awaited === undefined ? { made: 'not_needed' } : withLink(awaited.userId)
    }
    const userId = await makeAdministration(tx, deps, email ?? PLACEHOLDER_EMAIL, hashed !== undefined, now)
    if (hashed === undefined) return withLink(userId)
    await putPassword.run(tx, { hash: hashed.hash, keyVersion: hashed.keyVersion, now, id: userId })
    return { made: 'with_password' }
  })
}

/** Makes the administrator's account and project; returns the account's id. */
async function makeAdministration(
  tx: Tx,
  deps: RegistrationDeps,
  address: string,
  proven: boolean,
  now: Date,
): Promise<string> {
  const person = { firstName: 'First', lastName: 'Administrator', email: normaliseEmail(address) }
  const account = { ...person, project: SYSTEM_PROJECT, systemProject: SYSTEM_PROJECT, proven }
  const user = await createUser(tx, deps.gates, account, now)
  const made = await makeProject(tx, deps, deps.keyring, { ...person, name: 'Administration', userId: user.id }, now)
  await makeSuperAdmin.run(tx, made.project)
  await deps.audit.record(tx, [
    {
      kind: 'project.created',
      project: made.project,
      outcome: 0,
      agent: {},
      personal: {},
      entity: `Project/${made.project}`,
      reason: 'set_up',
    },
  ])
  await publishInvalidations(tx, [...user.invalidations, ...made.invalidations], now)
  return user.id
}
