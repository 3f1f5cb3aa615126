import type { FastifyInstance, FastifyReply } from 'fastify'
import { type Form, requestOriginOf } from '#answers'
import { consoleAddress, redirectUriProblem, redirectUrisOf } from '#domain/clients'
import { addTotp, showTotp } from '#domain/enrolment'
import { factorsOf } from '#domain/factors'
import { addFactorToRoot } from '#domain/logins'
import { passkeysOf } from '#domain/passkeys'
import { readProject } from '#domain/projects'
import { makeFirstProject, setUpGuide } from '#domain/registration'
import { type BrowserCookies, brandOf, type Fault, PageError, sendPage, type Words, wordsOf } from '#pages'
import { codeFault } from './code.ts'
import type { AccountDeps } from './dependencies.ts'
import { nameIn } from './factors.ts'
import { codesPage } from './factors-page.ts'
import { type Exchange, registerProvenPage } from './proven-page.ts'
import { type FirstProject, factorPage, projectPage, type ReadyApp, readyPage, SET_UP_PATH } from './set-up-pages.ts'
import { factorActOf, keepNewRoot, sealForm, seeOther, useVisit, type Visitor } from './visitor.ts'

/** What the guide still asks for. */
type Missing = 'factor' | 'project' | 'nothing'

/**
 * `/set-up`: leads the administrator whom the set-up link signed in to a second factor, to a first project, and to what
 * to do next. It asks the store what is missing, so that whoever was interrupted goes on where they were.
 */
export function registerSetUp(app: FastifyInstance, deps: AccountDeps, cookies: BrowserCookies): void {
  registerProvenPage(app, deps, cookies, SET_UP_PATH, {
    show: (at, visitor) => show(deps, at, visitor, { typed: keptProject(deps, cookies, at, visitor) }),
    keep(at, visitor, form) {
      if (form.get('do') === 'project') keepProject(deps, cookies, at, visitor, projectTypedIn(form))
    },
    async take(at, visitor, form) {
      const { missing } = await progressOf(deps, visitor)
      if (form.get('do') === 'factor' && missing === 'factor') return takeFactor(deps, cookies, at, visitor, form)
      if (form.get('do') === 'project' && missing === 'project') return takeProject(deps, cookies, at, visitor, form)
      // A step that was answered in another tab.
      return seeOther(at.reply, SET_UP_PATH)
    },
  })
}

async function progressOf(
  { db, registration }: AccountDeps,
  { user }: Visitor,
): Promise<{ readonly missing: Missing; readonly firstClient: string | null }> {
  const guide = await setUpGuide(registration, user.id)
  if (guide === undefined) throw new PageError(404, 'failure.missing')
  const { isOpen, firstClient } = guide
  if (!isOpen) return { missing: 'nothing', firstClient }
  const hasFactor = (await factorsOf.rows(db, user.id)).length > 0 || (await passkeysOf(db, user.id)).length > 0
  return { missing: hasFactor ? 'project' : 'factor', firstClient }
}

async function show(
  deps: AccountDeps,
  { request, reply }: Exchange,
  visitor: Visitor,
  {
    fault,
    typed,
    status = 200,
  }: { readonly fault?: Fault; readonly typed?: FirstProject | undefined; readonly status?: number },
): Promise<FastifyReply> {
  const left = await useVisit(deps, visitor)
  if (left === undefined) return seeOther(reply, '/account')
  const { missing, firstClient } = await progressOf(deps, visitor)
  const say = wordsOf(request)
  const brand = await brandOf(deps, request.issuer.project)
  const asked = { form: sealForm(deps, visitor), fault, left }
  if (missing === 'factor') {
    const shown = await showTotp(deps.signIn, factorActOf(visitor, request), request.issuer)
    return sendPage(reply, status, factorPage(say, brand, { ...asked, shown }))
  }
  if (missing === 'project')
    return sendPage(reply, status, projectPage(say, brand, { ...asked, typed: typed ?? { name: '', app: '' } }))
  const app = firstClient === null ? undefined : await readyApp(deps, request, firstClient)
  const [account, consoleUrl] = [visitor.user.email ?? '', consoleAddress(request.issuer)]
  return sendPage(reply, status, readyPage(say, brand, { ...asked, account, consoleUrl, app }))
}

/** An app that was just made, for its first lines. */
export async function readyApp(
  { db, clients, baseUrl }: AccountDeps,
  { issuer }: Exchange['request'],
  id: string,
): Promise<ReadyApp | undefined> {
  const client = await clients.find(id, issuer)
  const [redirectUri] = client === undefined ? [] : redirectUrisOf(client)
  const project = client === undefined ? undefined : await readProject(db, client.project)
  if (redirectUri === undefined || project === undefined) return undefined
  return { clientId: id, redirectUri, project: project.resource.name ?? '', baseUrl }
}

async function takeFactor(
  deps: AccountDeps,
  cookies: BrowserCookies,
  { request, reply }: Exchange,
  visitor: Visitor,
  form: Form,
): Promise<FastifyReply> {
  const say = wordsOf(request)
  const refuse = (status: number, fault: Fault): Promise<FastifyReply> =>
    show(deps, { request, reply }, visitor, { fault, status })
  const typed = form.get('code') ?? ''
  if (typed.trim() === '') return refuse(400, { field: 'code', text: say('factor.missing') })
  const added = await addTotp(
    deps.signIn,
    factorActOf(visitor, request),
    { typed, name: '', showsCodes: true },
    async (tx, now) => (await addFactorToRoot.maybeOne(tx, 'totp', now, visitor.root.id)) !== undefined,
  )
  if (!added.ok) {
    if (added.refusal.why === 'ended_login') return seeOther(reply, '/account')
    const { status, headers, fault } = codeFault(say, added.refusal, 'enroll.wrong')
    reply.headers(headers)
    return refuse(status, fault)
  }
  await keepNewRoot(deps, cookies, reply, visitor)
  const { recoveryCodes } = added.value
  if (recoveryCodes === undefined) return seeOther(reply, SET_UP_PATH)
  return sendPage(reply, 200, codesPage(say, await brandOf(deps, undefined), recoveryCodes, SET_UP_PATH))
}

const LONGEST_ADDRESS = 2_000

const contextOf = ({ browser, user }: Visitor): string => `set-up-typed:${browser.hash}:${user.id}`

/** In a cookie, which is in no address and no log: the proof is made at addresses of other pages. */
function keepProject(
  { keyring }: AccountDeps,
  cookies: BrowserCookies,
  { reply }: Exchange,
  visitor: Visitor,
  typed: FirstProject,
): void {
  cookies.keepTyped(reply, keyring.seal(JSON.stringify(typed), contextOf(visitor)))
}

/** What this person had typed in this browser before they were asked for a proof. */
function keptProject(
  { keyring }: AccountDeps,
  cookies: BrowserCookies,
  { request }: Exchange,
  visitor: Visitor,
): FirstProject | undefined {
  const sealed = cookies.typedOf(request)
  if (sealed === undefined) return undefined
  try {
    // Only `keepProject` seals with this context, so the shape is known.
    return JSON.parse(keyring.unseal(sealed, contextOf(visitor)).toString()) as FirstProject
  } catch {
    // Sealed for another person, or not by this server.
    return undefined
  }
}

async function takeProject(
  deps: AccountDeps,
  cookies: BrowserCookies,
  { request, reply }: Exchange,
  visitor: Visitor,
  form: Form,
): Promise<FastifyReply> {
  const say = wordsOf(request)
  const typed = projectTypedIn(form)
  const fault = projectFault(say, form)
  if (fault !== undefined) return show(deps, { request, reply }, visitor, { fault, typed, status: 400 })
  const draft = { name: typed.name.normalize('NFC'), redirectUri: new URL(typed.app).href }
  // Refused if another tab was faster: its project is then on the next page.
  const origin = { ...requestOriginOf(request), browserHash: visitor.browser.hash }
  await makeFirstProject(deps.registration, visitor.user.id, draft, origin)
  cookies.dropTyped(reply)
  return seeOther(reply, SET_UP_PATH)
}

export const projectTypedIn = (form: Form): FirstProject => ({
  name: (form.get('name') ?? '').trim(),
  app: (form.get('app') ?? '').trim(),
})

/** What is wrong with a project's name, or with the address of its first app. */
export function projectFault(say: Words, form: Form): Fault | undefined {
  const { app } = projectTypedIn(form)
  const name = nameIn(form, 'name')
  if (name === undefined || name === '') return { field: 'name', text: say('set-up.project.missing') }
  if (app.length > LONGEST_ADDRESS || redirectUriProblem(app) !== undefined)
    return { field: 'app', text: say('set-up.app.invalid') }
  return undefined
}
