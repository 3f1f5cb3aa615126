import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answersWith, queryParametersOf, readForm, requestOriginOf, tooManyRequests } from '#answers'
import { maskedNumber } from '#base/phone'
import { consoleAddress } from '#domain/clients'
import { membershipsOfUser } from '#domain/memberships'
import { deletionDue } from '#domain/own-account'
import { isOfIssuer, readProject } from '#domain/projects'
import { setUpGuide } from '#domain/registration'
import type { TimeLeft } from '#domain/signin'
import { numberOf } from '#domain/users'
import { type BrowserCookies, brandOf, openQuery, readEmail, sendPage, wordsOf } from '#pages'
import { actingPrograms } from './acting-programs.ts'
import { type Act, actOf, type Done, isDone, needsProof, perform } from './acts.ts'
import { askProof } from './ask-proof.ts'
import { showCode } from './code.ts'
import { connectedApps } from './connected-apps.ts'
import type { AccountDeps } from './dependencies.ts'
import { deviceAdministratorsOf } from './devices.ts'
import { linkedIdentities } from './identities.ts'
import { signInsOf } from './login-list.ts'
import { offersOf } from './offers.ts'
import { overviewPage, type Part } from './overview-page.ts'
import { showAgain, showSignIn } from './proof.ts'
import type { Exchange } from './proven-page.ts'
import { recordsOf } from './record.ts'
import { rolesOf } from './roles.ts'
import {
  findAnyVisitor,
  findVisitorAnywhere,
  hasPhoneAlone,
  isRecent,
  lacksFactor,
  outOfDate,
  proofNeededOf,
  reaches,
  readOwnForm,
  receiveForm,
  sealForm,
  seeOther,
  useVisit,
  type Visitor,
  wantsTime,
} from './visitor.ts'

/** `/account`: shows a person's sign-ins, apps and linked accounts, and ends the ones that they choose. */
export function registerOverview(app: FastifyInstance, deps: AccountDeps, cookies: BrowserCookies): void {
  const { clock, throttle } = deps
  const page = answersWith('page')

  app.get('/account', page, async (request, reply) => {
    const visitor = await findAnyVisitor(deps, cookies, request)
    if (visitor !== undefined && (await lacksFactor(deps, visitor, request)))
      return showCode(deps, { request, reply, status: 200 }, visitor, { next: '/account' })
    // Viewing the page counts as using the sign-in.
    const left = visitor && (await useVisit(deps, visitor))
    if (visitor === undefined || left === undefined) {
      const { step, email } = { step: 'email', email: hintIn(deps, cookies, request) } as const
      return showSignIn(deps, cookies, { request, reply, status: 200 }, { step, email, done: doneIn(request) })
    }
    const allowance = await throttle.inBrowser(visitor.root.id)
    if (!allowance.allowed) throw tooManyRequests(allowance)
    return show(deps, { request, reply }, visitor, left)
  })

  app.post('/account', page, async (request, reply) => {
    receiveForm(deps, request)
    const visitor = await findVisitorAnywhere(deps, cookies, request)
    if (visitor === undefined && wantsTime(readForm(request)?.form)) return seeOther(reply, '/account')
    if (visitor === undefined) throw outOfDate()
    const act = actOf(readOwnForm(deps, visitor, request))
    if (act === undefined) return seeOther(reply, '/account')
    if (needsProof(act) && !isRecent(visitor, clock.now()))
      return askAgain(deps, cookies, { request, reply }, visitor, act)
    return finish(deps, cookies, request, reply, visitor, act)
  })
}

/** The page with everything that the visitor reaches. */
async function show(
  deps: AccountDeps,
  { request, reply }: Exchange,
  visitor: Visitor,
  left: TimeLeft,
): Promise<FastifyReply> {
  const { address, userAgent, traceId } = requestOriginOf(request)
  const identities = await linkedIdentities(deps, visitor, request.issuer.project)
  const [apps, signIns] = [await connectedApps(deps, visitor, request.issuer.project), await signInsOf(deps, visitor)]
  await deps.audit.committed({
    kind: 'session.read',
    project: visitor.user.project,
    outcome: 0,
    agent: { userId: visitor.user.id },
    personal: { address, userAgent },
    traceId,
  })
  const all = await membershipsOfUser.rows(deps.db, visitor.user.id)
  const memberships = all.filter(({ project }) => reaches(visitor, project))
  const hasRecord = (await recordsOf(deps, memberships, request.issuer.project)).length > 0
  const isAdministrator = memberships.some(({ admin }) => admin)
  const here = memberships.filter(({ project }) => isOfIssuer(request.issuer, project))
  const due = visitor.reach === undefined ? await deletionDue(deps, visitor.user.id) : undefined
  const seen = {
    account: await accountName(deps, visitor),
    apps,
    programs: await actingPrograms(deps, visitor, request.issuer.project),
    signIns,
    identities,
    offers: await offersOf(deps, visitor, wordsOf(request)),
    roles: await rolesOf(deps, visitor, wordsOf(request)),
    hasRecord,
    takesCodes: await takesCodes(deps, visitor, memberships),
    isAdministrator,
    console: here.some(({ admin, adminRole }) => admin || adminRole !== null)
      ? consoleAddress(request.issuer)
      : undefined,
    connectsDevices: (await deviceAdministratorsOf(deps, visitor, request)).length > 0,
    isSetUpOpen: isAdministrator && (await setUpGuide(deps.registration, visitor.user.id))?.isOpen === true,
    due,
    part: await partOf(deps, visitor),
    passwords: passwordsOf(visitor),
    form: sealForm(deps, visitor),
    done: doneIn(request),
    left,
  }
  const hasPasskeys = deps.passkeyHost.current() !== undefined
  return sendPage(
    reply,
    200,
    overviewPage(wordsOf(request), await brandOf(deps, request.issuer.project), { ...seen, hasPasskeys }),
  )
}

/** Whether a project that the account is of, or has a role in, gives patients codes for their records. */
async function takesCodes(
  deps: AccountDeps,
  { user, reach }: Visitor,
  memberships: readonly { readonly project: string }[],
): Promise<boolean> {
  if (reach !== undefined) return false
  for (const project of new Set([user.project, ...memberships.map((one) => one.project)]))
    if ((await brandOf(deps, project)).takesCodes === true) return true
  return false
}

/** Asks for a proof before an act. Who has no address has no password: they answer with what they have, and act again. */
async function askAgain(
  deps: AccountDeps,
  cookies: BrowserCookies,
  exchange: Exchange,
  visitor: Visitor,
  act: Act,
): Promise<FastifyReply> {
  const needed = hasPhoneAlone(visitor) ? await proofNeededOf(deps, visitor) : 'none'
  if (needed !== 'none') return askProof(deps, cookies, exchange, visitor, { needed, next: '/account' })
  return showAgain(deps, cookies, { ...exchange, status: 200 }, visitor, { act })
}

/** The provider and the projects whose part of the account the sign-in opens; undefined: it opens all of it. */
async function partOf({ db, providers }: AccountDeps, { root, reach }: Visitor): Promise<Part | undefined> {
  if (reach === undefined) return undefined
  const provider = root.providerKey === null ? undefined : await providers.byKey(root.providerKey)
  const projects = await Promise.all(reach.map(async (id) => (await readProject(db, id))?.resource.name ?? id))
  return { provider: provider?.name ?? '', projects }
}

/** Who has no address cannot get the e-mail with which a password is set. */
function passwordsOf({ user: { email, passwordHash } }: Visitor): 'change' | 'set' | 'none' {
  if (passwordHash !== null) return 'change'
  return email === null ? 'none' : 'set'
}

/** What a person knows their account by: their address, or the end of their number. */
async function accountName({ db, keyring }: AccountDeps, { user: { id, email } }: Visitor): Promise<string> {
  const number = email === null ? await numberOf(db, keyring, id) : undefined
  return email ?? (number === undefined ? '' : maskedNumber(number))
}

/** The message about what was just done, from a closed list. */
function doneIn(request: FastifyRequest): Done | undefined {
  const done = queryParametersOf(request).get('done')
  return isDone(done) ? done : undefined
}

/** The person that the previous page was for. */
function hintIn(deps: AccountDeps, cookies: BrowserCookies, request: FastifyRequest): string | undefined {
  const query = openQuery(deps, cookies, request, 'account') ?? ''
  return readEmail(new URLSearchParams(query).get('login_hint') ?? undefined)
}

/** Ends what the form names, and shows the page again. */
async function finish(
  deps: AccountDeps,
  cookies: BrowserCookies,
  request: FastifyRequest,
  reply: FastifyReply,
  visitor: Visitor,
  act: Act,
): Promise<FastifyReply> {
  const { done, isHere } = await perform(deps, visitor, act, request)
  if (isHere) cookies.dropRoot(reply)
  return seeOther(reply, `/account?done=${done}`)
}
