import { refusable, type Tx, waitLonger } from '#base/db'
import type { Secret } from '#base/secret'
import { faultSentence, newChooser, storePassword } from '#domain/passwords'
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
  /** The given password cannot be chosen; nothing was made. */
  | { readonly made: 'refused'; readonly sentence: string }

/** Until the person says who they are. */
const NAME = { firstName: 'First', lastName: 'Administrator' }

/**
 * Makes the first administrator of an empty store, once: with the given address and password, or with a link, by which
 * they say who they are (`first-administrator.ts`). The link is valid for a day; it is shown to the operator who starts
 * the server, and never logged. Until it has been used, each start makes a new link, because an earlier start may have
 * failed before it showed its own.
 */
export async function makeFirstAdministrator(
  deps: RegistrationDeps,
  email: string | undefined,
  password: Secret | undefined,
): Promise<FirstAdministrator> {
  const { db, clock, keyring, passwordChoice, mails, rootIssuer } = deps
  const now = clock.now()
  const made = await refusable(db, async (tx, refuse: (sentence: string) => never): Promise<FirstAdministrator> => {
    const withLink = async (userId: string): Promise<FirstAdministrator> => ({
      made: 'with_link',
      url: mails.urlOf('set-up', await makeLink(tx, keyring, userId, 'set-up', now), rootIssuer),
    })
    await waitLonger(tx)
    if ((await claimSetUp.maybeOne(tx, now, password === undefined)) === undefined) {
      const awaited = await awaitedAdministrator.maybeOne(tx)
      return awaited === undefined ? { made: 'not_needed' } : withLink(awaited.userId)
    }
    const address = email === undefined ? undefined : normaliseEmail(email)
    const userId = await makeAdministration(tx, deps, address, now)
    if (password === undefined) return withLink(userId)
    const chooser = await newChooser(tx, rootIssuer, { ...NAME, email: address ?? '' })
    const chosen = await passwordChoice.choose(password.reveal(), chooser)
    if (!chosen.ok) return refuse(faultSentence(chosen.refusal))
    await storePassword(tx, chosen.value, { id: userId, now })
    return { made: 'with_password' }
  })
  return made.ok ? made.value : { made: 'refused', sentence: made.refusal }
}

/** Makes the administrator's account and project; returns the account's id. */
async function makeAdministration(
  tx: Tx,
  deps: RegistrationDeps,
  email: string | undefined,
  now: Date,
): Promise<string> {
  const person = { ...NAME, email }
  const account = { ...person, project: SYSTEM_PROJECT, systemProject: SYSTEM_PROJECT, proven: email !== undefined }
  const user = await createUser(tx, deps.gates, account, now)
  const made = await makeProject(
    tx,
    deps,
    deps.keyring,
    { ...person, name: 'Administration', charts: true, userId: user.id },
    now,
  )
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
