import type { Tx } from '#base/db'
import { type Language, languageOf } from '#base/language'
import { browserOfPerson, type PendingLogin, personDemands, type Standing } from '#domain/logins'
import { type Issuer, newBrowserCodeOf, type ProjectRow, projectOf } from '#domain/projects'
import { tellByText } from '#domain/texts'
import { noteLanguage, type UserRow } from '#domain/users'
import type { SignInDeps, SignInOrigin, SignInState } from './dependencies.ts'

export type PlaceDeps = Pick<SignInDeps, 'clock' | 'throttle'>

/** Whether a project asks people with this profile for a code where they are new. */
function asksFor({ resource }: ProjectRow, profile: string): boolean {
  return newBrowserCodeOf(resource).some((type) => profile.startsWith(`${type}/`))
}

/** A sign-in proved a password and nothing else. */
export const isPasswordAlone = (factors: readonly string[]): boolean => factors.every((factor) => factor === 'password')

/**
 * Whether a sign-in that proved a password and nothing else comes from where its person has not signed in, and must be
 * answered with an e-mailed code. People without a proven address cannot be asked.
 */
export async function isFromNewPlace(
  { clock, throttle }: PlaceDeps,
  tx: Tx,
  { method, factors, userId, profile, email, isProven, browserHash }: Standing,
  project: ProjectRow | undefined,
  address: string,
): Promise<boolean> {
  if (method !== 'password' || !isPasswordAlone(factors) || userId === null || profile === null) return false
  if (email === null || isProven !== true || project === undefined || !asksFor(project, profile)) return false
  return !(await throttle.places.isKnown(tx, { userId, browserHash, address }, clock.now()))
}

/** The same for a person's own account, which any of their memberships can guard. */
export async function isNewPlaceOfPerson(
  { clock, throttle }: PlaceDeps,
  tx: Tx,
  { id: userId, emailProvenAt }: Pick<UserRow, 'id' | 'emailProvenAt'>,
  {
    factors,
    browserHash,
    address,
  }: { readonly factors: readonly string[]; readonly browserHash: string | undefined; readonly address: string },
): Promise<boolean> {
  if (!factors.includes('password') || !isPasswordAlone(factors) || emailProvenAt === null) return false
  const memberships = (await personDemands.maybeOne(tx, userId))?.memberships ?? []
  if (!memberships.some(({ profile, projectContent }) => asksFor(projectOf(projectContent), profile))) return false
  return !(await throttle.places.isKnown(tx, { userId, browserHash, address }, clock.now()))
}

/**
 * Remembers the language of a person's pages, for e-mails to them. Once they have signed in, a new browser changes
 * nothing: a thief must not choose the language of the warnings.
 */
export async function noteOwnLanguage(
  tx: Tx,
  {
    userId,
    browserHash,
    language: known,
    memberships,
  }: Pick<Standing, 'userId' | 'browserHash' | 'language' | 'memberships'>,
  { language }: Pick<SignInOrigin, 'language'>,
  isNewPlace: boolean,
): Promise<void> {
  if (userId === null || browserHash === null || language === undefined || known === language.tag) return
  if (!isNewPlace || !memberships.some(({ hasSignedIn }) => hasSignedIn))
    await noteLanguage.run(tx, language.tag, userId)
}

/**
 * Whether a sign-in that lacks nothing came from a browser, or without one from a network, that is new to a person who has
 * signed in before: they are told. Who has just registered, or was invited, knows. An address that is not proven is told
 * nothing; who has none is told at their phone.
 */
export function isNewToPerson(
  { login: { method, memberships, isProven, browserHash, isNewBrowser }, email }: Pick<SignInState, 'login' | 'email'>,
  isNewNetwork: boolean,
): boolean {
  if (email !== null && isProven !== true) return false
  if (method === 'registration' || !memberships.some(({ hasSignedIn }) => hasSignedIn)) return false
  return browserHash === null ? isNewNetwork : isNewBrowser
}

/**
 * Whether the network of an app's own form is new to its person; remembers it, unless the password's step did. Who has proven
 * their address since they registered there with a password knows that password, so it is theirs, too.
 */
export async function noteNetwork(
  { clock, throttle }: PlaceDeps,
  tx: Tx,
  { login: { browserHash, method, isProven }, email }: Pick<SignInState, 'login' | 'email'>,
  { address, isNewNetwork }: Pick<SignInOrigin, 'address' | 'isNewNetwork'>,
): Promise<boolean> {
  if (isNewNetwork !== undefined) return isNewNetwork
  const isOwnForm = method === 'password' || (method === 'registration' && isProven === true)
  if (browserHash !== null || !isOwnForm || email === null || address === undefined) return false
  return !(await throttle.places.noteForm(tx, { email, address }, clock.now()))
}

/**
 * Remembers where a sign-in came from that lacks nothing, if its project asks its person for codes where they are new, or if
 * they signed in by text message: strangers then cannot keep them out there. True: the place is new to them. Undefined: they
 * are not asked.
 */
export async function notePlace(
  { clock, throttle }: PlaceDeps,
  tx: Tx,
  { method, userId, profile, browserHash, providerKey }: PendingLogin,
  project: ProjectRow | undefined,
  address: string | undefined,
): Promise<boolean | undefined> {
  // A server that signs people in with a provider's token has a network of its own.
  const isTheirs = browserHash !== null || method === 'password' || method === 'registration'
  if (
    !isTheirs ||
    // The word of a project's provider counts in that project alone, and a place is known in all.
    providerKey !== null ||
    address === undefined ||
    userId === null ||
    project === undefined
  )
    return undefined
  const isAsked = asksFor(project, profile ?? '')
  if (!isAsked && method !== 'sms') return undefined
  const wasKnown = await throttle.places.note(tx, { userId, browserHash, address }, clock.now())
  return isAsked && method !== 'sms' ? !wasKnown && method !== 'registration' : undefined
}

/** A browser in which a person has signed in to their account page, where nothing was lacking any more. */
export interface AccountBrowser {
  readonly browserHash: string
  readonly address: string
  readonly issuer: Issuer
  readonly language: Language
}

/**
 * Tells a person of their account page in a browser that is new to them, as `codeMade` does for apps: once in as many days
 * as places are known. Who has signed in for the first time knows.
 */
export async function tellOfAccountBrowser(
  deps: Pick<SignInDeps, 'db' | 'clock' | 'keyring' | 'throttle' | 'mails' | 'texts'>,
  user: UserRow,
  { browserHash, address, issuer, language: shown }: AccountBrowser,
): Promise<void> {
  const { db, clock, throttle, mails } = deps
  const wasTold = await throttle.places.noteAccount(db, { userId: user.id, browserHash }, clock.now())
  if (wasTold) return
  const { isNewBrowser, hasSignedIn } = await browserOfPerson.one(db, user.id, browserHash)
  if (!isNewBrowser || !hasSignedIn) return
  // Not the language of the page, which a thief chooses.
  const language = languageOf(user.language, shown)
  if (user.email !== null) void mails.newPlace(user.email, address, language, issuer)
  await tellByText(deps, user, 'new_place', language, issuer)
}
