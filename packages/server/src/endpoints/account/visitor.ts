import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Form, readForm, unavailable } from '#answers'
import { secondsAfter } from '#base/clock'
import { type BrowserRoot, findBrowserRoots, type RootLimitsRow, touchRoot } from '#domain/logins'
import { SYSTEM_PROJECT } from '#domain/projects'
import type { TimeLeft } from '#domain/signin'
import { type UserRow, userById } from '#domain/users'
import { type Browser, type BrowserCookies, inSameLanguage, PageError, refuseForeignForm } from '#pages'
import type { AccountDeps } from './dependencies.ts'

/** Whoever is signed in in the browser that asks. */
export interface Visitor {
  readonly browser: Browser
  readonly root: BrowserRoot
  readonly user: UserRow
}

/** Undefined for a browser in which nobody is signed in, or nobody whose address is proven. */
export async function findVisitor(
  { db, clock }: AccountDeps,
  cookies: BrowserCookies,
  request: FastifyRequest,
): Promise<Visitor | undefined> {
  const browser = cookies.find(request)
  const [root] = await findBrowserRoots(db, cookies.rootOf(request), browser?.hash, clock.now())
  if (browser === undefined || root === undefined) return undefined
  const user = await userById.maybeOne(db, root.userId)
  return user?.active === true && maySee(root, user) ? { browser, root, user } : undefined
}

/**
 * Whom Damson proved, by an address that is proven; whom a provider did, where the account is of the provider's project:
 * no project's provider opens an account that is of use elsewhere.
 */
function maySee({ providerKey }: BrowserRoot, { project, emailProvenAt }: UserRow): boolean {
  return providerKey === null ? emailProvenAt !== null : project !== SYSTEM_PROJECT
}

const RECENT_SECONDS = 15 * 60

/** The password was proven so lately that it need not be asked for again before something that cannot be taken back. */
export function isRecent({ root }: Visitor, now: Date): boolean {
  return secondsAfter(root.authenticatedAt, RECENT_SECONDS) > now
}

const FORM_SECONDS = 3_600

/** Counts a page that is shown as a use of the sign-in, and tells how long it is of use; undefined when that has ended. */
export async function useVisit(
  { db, clock }: AccountDeps,
  { root }: Pick<Visitor, 'root'>,
): Promise<TimeLeft | undefined> {
  const now = clock.now()
  const limits = await touchRoot.maybeOne(db, now, root.id)
  return limits === undefined ? undefined : timeLeft(limits, now)
}

/** Until the sign-in ends unless it is used, or for good, which nobody puts off. */
function timeLeft({ idleUntil, endsAt }: RootLimitsRow, now: Date): TimeLeft {
  const seconds = (end: Date): number => Math.max(0, Math.floor((end.getTime() - now.getTime()) / 1000))
  const last = seconds(endsAt)
  const next = Math.min(FORM_SECONDS, seconds(idleUntil ?? endsAt))
  return { seconds: Math.min(next, last), mayBeMore: next < last }
}

const contextOf = ({ browser, root }: Visitor): string => `account-form:${browser.hash}:${root.id}`

/** What a form of this person's pages carries: of use in this browser and this sign-in alone. */
export function sealForm({ keyring, clock }: AccountDeps, visitor: Visitor): string {
  return keyring.seal(String(secondsAfter(clock.now(), FORM_SECONDS).getTime()), contextOf(visitor))
}

/** The form that was sent, if it is one that we showed to this very person here; else a page that says to begin again. */
export function readOwnForm(deps: AccountDeps, visitor: Visitor, request: FastifyRequest): Form {
  const form = readForm(request)?.form
  if (form === undefined || !isOurs(deps, visitor, form.get('form'))) throw outOfDate()
  return form
}

function isOurs({ keyring, clock }: AccountDeps, visitor: Visitor, sealed: string | undefined): boolean {
  try {
    return sealed !== undefined && Number(keyring.unseal(sealed, contextOf(visitor)).toString()) > clock.now().getTime()
  } catch {
    // Made for another browser or sign-in, or by nobody of ours.
    return false
  }
}

export function outOfDate(): PageError {
  return new PageError(403, 'account.stale')
}

/** What stands before every form of these pages. */
export function receiveForm({ clock, baseUrl }: AccountDeps, request: FastifyRequest): void {
  if (clock.state() === 'wrong') throw unavailable('clock_wrong')
  refuseForeignForm(request, baseUrl)
}

/** The button of the notice was pressed that a page closes soon: nothing else is meant. */
export function wantsTime(form: Form | undefined): boolean {
  return form?.get('stay') !== undefined
}

/** Sends the browser on after a form, so that a reload sends nothing again. */
export function seeOther(reply: FastifyReply, path: string): FastifyReply {
  return reply
    .headers({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' })
    .redirect(`${reply.request.issuer.path}${inSameLanguage(reply.request, path)}`, 303)
}
