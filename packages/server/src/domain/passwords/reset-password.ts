import { accepted, type Result, refused } from '@damson/fhir'
import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import { type Language, languageOf } from '#base/language'
import { isUuid } from '#base/random'
import type { AuditEntry } from '#domain/audit'
import type { Client } from '#domain/clients'
import { addressProblem, type MethodRefusal } from '#domain/email-domains'
import { type MailSubject, type Posted, toNobody } from '#domain/mails'
import { isVisibleAtIssuer } from '#domain/memberships'
import { type Issuer, type RequestOrigin, readProject, SYSTEM_PROJECT } from '#domain/projects'
import { makeLink, normaliseEmail, openedOtherwise, type UserRow, userByEmail, userById } from '#domain/users'
import { personalOrigin } from './account-event.ts'
import type { PasswordDeps } from './dependencies.ts'
import { choosingProblem } from './may-choose-password.ts'

/** An id for an unknown address, the same each time: its links lock and supersede each other like those of an account. */
export function idOfNobody(keyring: Keyring, email: string): string {
  const hex = keyring.keyedHash('one-time', `nobody at ${email}`).hash.toString('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
}

/**
 * Mails a reset link to the owner of an address, if there is one. The answer and its time are the same if there is none. If
 * people of the domain, or of the app, sign in with a provider, it says so for every address.
 */
export async function requestReset(
  deps: PasswordDeps,
  address: string,
  { project, client }: { readonly project: string | undefined; readonly client?: Client | undefined },
  origin: RequestOrigin & { readonly language: Language },
): Promise<Result<void, MethodRefusal>> {
  const { db, clock, keyring, audit, mails } = deps
  const now = clock.now()
  const email = normaliseEmail(address)
  const problem = await addressProblem(db, { providerKey: undefined, client, project, email })
  if (problem !== undefined) return refused(problem)
  const holder = await userByEmail.maybeOne(
    db,
    email,
    isUuid(project ?? '') ? (project ?? '') : SYSTEM_PROJECT,
    SYSTEM_PROJECT,
  )
  const user = (await isVisibleAtIssuer(db, origin.issuer, holder)) ? holder : undefined
  const postage = await mails.admit(email)
  const userId = user?.id ?? idOfNobody(keyring, email)
  const link = await db.tx(async (tx) => {
    const events = await askedEvents(tx, 'password.reset_requested', { email, project, user }, origin)
    await audit.lookUpPerson(tx, user?.project ?? events[0]?.project ?? SYSTEM_PROJECT, userId)
    await audit.record(tx, events)
    // Also for an unknown address, so that the write does not reveal known ones. Such a link opens nothing, and is deleted
    // later.
    return postage === undefined ? undefined : makeLink(tx, keyring, userId, 'reset', now)
  })
  // Also for an unknown address, and sending is not awaited: the time would reveal it.
  if (link !== undefined && postage !== undefined) {
    const language = languageOf(user?.language ?? null, origin.language)
    await mails.link(user === undefined ? toNobody(postage) : postage, 'reset', link, language, origin.issuer)
  }
  return accepted(undefined)
}

/**
 * The requested project's audit gets the request. It names the account only if that is the project's own, so that an audit
 * does not reveal accounts elsewhere.
 */
export async function askedEvents(
  tx: Tx,
  kind: 'password.reset_requested' | 'recovery.requested',
  {
    email,
    project: asked,
    user,
  }: { readonly email: string; readonly project: string | undefined; readonly user: UserRow | undefined },
  origin: RequestOrigin,
): Promise<readonly AuditEntry[]> {
  const project = asked === undefined ? undefined : (await readProject(tx, asked))?.id
  // The server's audit gets every request: as many events are written whether there is an account or not.
  const told = [project ?? SYSTEM_PROJECT, SYSTEM_PROJECT]
  return [...new Set(told)].map((one) => ({
    kind,
    project: one,
    outcome: user?.project === one ? 0 : 4,
    agent: { userId: user?.project === one ? user.id : undefined },
    personal: { ...personalOrigin(origin), account: email },
    traceId: origin.traceId,
  }))
}

/** Whose password a link sets, and who asks for it. */
export interface PasswordLink {
  readonly userId: string
  readonly subject: MailSubject
  readonly by: 'administrator' | 'person'
}

/**
 * Mails a person the link with which they choose a password, for an administrator, who never sees or chooses it, or for the
 * person themselves, whom only a provider has proven.
 */
export async function mailPasswordLink(
  deps: PasswordDeps,
  { userId, subject, by }: PasswordLink,
  issuer: Issuer,
  record: (tx: Tx) => Promise<void>,
): Promise<Posted | 'no_address' | 'opened' | MethodRefusal> {
  const { db, clock, keyring, mails } = deps
  const user = await userById.one(db, userId)
  if (user.email === null) return 'no_address'
  const problem = await choosingProblem(db, issuer, user)
  if (problem !== undefined) return problem
  const isProven = user.emailProvenAt !== null
  // Nobody has shown that the mailbox is theirs who signs in otherwise.
  if (by === 'administrator' && !isProven && (await openedOtherwise.one(db, userId)).isOpened) return 'opened'
  const kind = by === 'person' || isProven ? 'reset' : 'invite'
  const stranger = isProven ? undefined : ({ why: 'invitation', project: subject.project } as const)
  const postage = await mails.admit(user.email, stranger)
  if (postage === undefined) return 'limited'
  const link = await db.tx(async (tx) => {
    await record(tx)
    return makeLink(tx, keyring, user.id, kind, clock.now())
  })
  const { attempt } = await mails.link(postage, kind, link, languageOf(user.language), issuer, subject)
  return attempt
}
