import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Form, readForm, requestOriginOf, unavailable } from '#answers'
import { secondsAfter } from '#base/clock'
import type { FactorAct } from '#domain/enrolment'
import { factorsOf } from '#domain/factors'
import { projectsOfLinks } from '#domain/identities'
import {
  type BrowserRoot,
  factorDemand,
  factorNeed,
  findBrowserRoots,
  type ProofNeeded,
  proofNeeded,
  type RootLimitsRow,
  renewHandle,
  touchRoot,
} from '#domain/logins'
import { membershipsOfUser } from '#domain/memberships'
import { passkeysOf } from '#domain/passkeys'
import { SYSTEM_PROJECT } from '#domain/projects'
import { needsMailedCode, type TimeLeft, tellOfAccountBrowser } from '#domain/signin'
import { type UserRow, userById } from '#domain/users'
import { type Browser, type BrowserCookies, inSameLanguage, PageError, refuseForeignForm, wordsOf } from '#pages'
import type { AccountDeps } from './dependencies.ts'

/** The person who is signed in in this browser. */
export interface Visitor {
  readonly browser: Browser
  readonly root: BrowserRoot
  readonly user: UserRow
  /**
   * The projects whose part of the account this sign-in opens; undefined: all of it. The word of a project's provider is
   * worth nothing in other projects, nor for what signs the person in there too.
   */
  readonly reach: readonly string[] | undefined
}

/**
 * Undefined if no one is signed in in this browser, if the person's address is not proven, or if they have a second factor
 * and did not prove it here: then the page asks for it. What a visitor of limited `reach` may see is the caller's to decide.
 * @throws PageError from where no membership of the person may be used.
 */
export async function findVisitor(
  deps: AccountDeps,
  cookies: BrowserCookies,
  request: FastifyRequest,
): Promise<Visitor | undefined> {
  const visitor = await findVisitorAnywhere(deps, cookies, request)
  if (visitor !== undefined && (await isBlocked(deps, visitor, request.ip)))
    throw new PageError(403, 'flow.blocked_address')
  return visitor
}

/** The same from any network, for what only takes away: a person at home ends the sign-in of a laptop that was stolen. */
export async function findVisitorAnywhere(
  deps: AccountDeps,
  cookies: BrowserCookies,
  request: FastifyRequest,
): Promise<Visitor | undefined> {
  const visitor = await findAnyVisitor(deps, cookies, request)
  return visitor === undefined || (await lacksFactor(deps, visitor, request)) ? undefined : visitor
}

/** Whether the rules on addresses of all memberships refuse the request. An account without a membership has none. */
export async function isBlocked({ db, signIn }: AccountDeps, { user }: Visitor, address: string): Promise<boolean> {
  const memberships = await membershipsOfUser.rows(db, user.id)
  for (const { project, id } of memberships)
    if (await signIn.grantees.admits(db, { project, membershipId: id, clientId: null }, address)) return false
  return memberships.length > 0
}

/** The same as `findVisitorAnywhere`, also without the second factor. */
export async function findAnyVisitor(
  { db, clock }: AccountDeps,
  cookies: BrowserCookies,
  request: FastifyRequest,
): Promise<Visitor | undefined> {
  const browser = cookies.find(request)
  const roots = await findBrowserRoots(db, cookies.rootOf(request), browser?.hash, clock.now())
  const [root] = roots
  if (browser === undefined || root === undefined) return undefined
  const user = await userById.maybeOne(db, root.userId)
  if (user?.active !== true || !isProven(root, user)) return undefined
  const reach = root.providerKey === null || user.project !== SYSTEM_PROJECT ? undefined : await projectsOf(db, roots)
  return reach?.length === 0 ? undefined : { browser, root, user, reach }
}

async function projectsOf(db: AccountDeps['db'], roots: readonly BrowserRoot[]): Promise<readonly string[]> {
  const links = roots.flatMap(({ identityId }) => identityId ?? [])
  return (await projectsOfLinks.rows(db, links)).map(({ project }) => project)
}

/** Whether a visitor sees what is of a project. */
export function reaches({ reach }: Pick<Visitor, 'reach'>, project: string): boolean {
  return reach === undefined || reach.includes(project)
}

/** Whether a person must prove a second factor, or answer an e-mail, before they see their account, as for any app. */
export async function lacksFactor(
  { db, signIn }: Pick<AccountDeps, 'db' | 'signIn'>,
  { root, user, browser }: Omit<Visitor, 'reach'>,
  { ip: address }: Pick<FastifyRequest, 'ip'>,
): Promise<boolean> {
  const enrolled = (await factorsOf.rows(db, user.id)).map(({ kind }) => kind)
  const at = { proven: root.factors, enrolled, hasPasskeys: false, isExternal: root.providerKey !== null }
  if (factorNeed(factorDemand([], undefined), at).need !== 'none') return true
  return needsMailedCode(signIn, db, user, { factors: root.factors, enrolled, browserHash: browser.hash, address })
}

/** Tells the person of this browser, if it is new to them. Called once nothing is lacking any more. */
export async function tellOfBrowser(
  { signIn }: Pick<AccountDeps, 'signIn'>,
  { user, browser }: Pick<Visitor, 'user' | 'browser'>,
  request: FastifyRequest,
): Promise<void> {
  const { address, issuer } = requestOriginOf(request)
  const { language } = wordsOf(request)
  await tellOfAccountBrowser(signIn, user, { browserHash: browser.hash, address, issuer, language })
}

/** What a person proves before they change their second factors or passkeys. */
export async function proofNeededOf(
  { db, clock }: Pick<AccountDeps, 'db' | 'clock'>,
  { root, user }: Visitor,
): Promise<ProofNeeded> {
  const enrolled = (await factorsOf.rows(db, user.id)).map(({ kind }) => kind)
  const hasPasskeys = (await passkeysOf(db, user.id)).length > 0
  const { factors: proven, provenAt, factorsProvenAt } = root
  return proofNeeded({ enrolled, hasPasskeys }, { proven, provenAt, factorsProvenAt }, clock.now())
}

/**
 * True for a person with a proven address, or who has none and signed in by their number or a passkey; a provider proves its
 * own.
 */
function isProven({ providerKey, factors }: BrowserRoot, { email, emailProvenAt }: UserRow): boolean {
  if (providerKey !== null) return true
  return emailProvenAt !== null || (email === null && factors.some((factor) => WITHOUT_ADDRESS.has(factor)))
}

/** Has neither an address nor a provider's account, and so no password. */
export function hasPhoneAlone({ user, root }: Pick<Visitor, 'user' | 'root'>): boolean {
  return user.email === null && root.providerKey === null
}

const WITHOUT_ADDRESS: ReadonlySet<string> = new Set(['sms', 'passkey', 'passkey-touch'])

/** The person as they act on their own second factors. */
export function factorActOf({ user, root }: Visitor, request: FastifyRequest): FactorAct {
  const { address, userAgent, traceId, issuer } = requestOriginOf(request)
  return {
    userId: user.id,
    askedBy: root.id,
    project: user.project,
    agent: { userId: user.id },
    personal: { address, userAgent },
    traceId,
    issuer,
    language: wordsOf(request).language,
  }
}

const RECENT_SECONDS = 15 * 60

/** The person was proven recently enough to skip asking for it again before an irreversible act. */
export function isRecent({ root: { authenticatedAt, factorsProvenAt } }: Visitor, now: Date): boolean {
  return [authenticatedAt, factorsProvenAt].some((at) => at !== null && secondsAfter(at, RECENT_SECONDS) > now)
}

const FORM_SECONDS = 3_600

/** Counts the page as a use of the sign-in, and returns how long the sign-in lasts. Undefined when it has ended. */
export async function useVisit(
  { db, clock }: AccountDeps,
  { root }: Pick<Visitor, 'root'>,
): Promise<TimeLeft | undefined> {
  const now = clock.now()
  const limits = await touchRoot.maybeOne(db, now, root.id)
  return limits === undefined ? undefined : timeLeft(limits, now)
}

/** When the sign-in ends: at the idle limit, which use extends, or at the overall limit, which nothing extends. */
function timeLeft({ idleUntil, endsAt }: RootLimitsRow, now: Date): TimeLeft {
  const seconds = (end: Date): number => Math.max(0, Math.floor((end.getTime() - now.getTime()) / 1000))
  const last = seconds(endsAt)
  const next = Math.min(FORM_SECONDS, seconds(idleUntil ?? endsAt))
  return { seconds: Math.min(next, last), mayBeMore: next < last }
}

const contextOf = ({ browser, root }: Visitor): string => `account-form:${browser.hash}:${root.id}`

/** Seals a form of this person's pages. It works only in this browser and this sign-in. */
export function sealForm({ keyring, clock }: AccountDeps, visitor: Visitor): string {
  return keyring.seal(String(secondsAfter(clock.now(), FORM_SECONDS).getTime()), contextOf(visitor))
}

/** Opens a form that we showed to this person in this browser. Any other form gets a page that says to start again. */
export function readOwnForm(deps: AccountDeps, visitor: Visitor, request: FastifyRequest): Form {
  const form = readForm(request)?.form
  if (form === undefined || !isOurs(deps, visitor, form.get('form'))) throw outOfDate()
  return form
}

function isOurs({ keyring, clock }: AccountDeps, visitor: Visitor, sealed: string | undefined): boolean {
  try {
    return sealed !== undefined && Number(keyring.unseal(sealed, contextOf(visitor)).toString()) > clock.now().getTime()
  } catch {
    // Sealed for another browser or sign-in, or not sealed by this server.
    return false
  }
}

export function outOfDate(): PageError {
  return new PageError(403, 'account.stale')
}

/** The content above every form of these pages. */
export function receiveForm({ clock, baseUrl }: AccountDeps, request: FastifyRequest): void {
  if (clock.state() === 'wrong') throw unavailable('clock_wrong')
  refuseForeignForm(request, baseUrl)
}

/** The person only asked for more time, with the button of the notice that the page closes soon. */
export function wantsTime(form: Form | undefined): boolean {
  return form?.get('stay') !== undefined
}

/** Redirects the browser after a form, so that a reload does not send the form again. */
export function seeOther(reply: FastifyReply, path: string): FastifyReply {
  return reply
    .headers({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' })
    .redirect(`${reply.request.issuer.path}${inSameLanguage(reply.request, path)}`, 303)
}

/** After a second factor the browser gets another cookie: the one that opened less opens nothing any more. */
export async function keepNewRoot(
  { db }: Pick<AccountDeps, 'db'>,
  cookies: BrowserCookies,
  reply: FastifyReply,
  { browser, user }: Pick<Visitor, 'browser' | 'user'>,
): Promise<void> {
  const handle = await renewHandle(db, browser.hash, user.id)
  if (handle !== undefined) cookies.keepRoot(reply, handle)
}
