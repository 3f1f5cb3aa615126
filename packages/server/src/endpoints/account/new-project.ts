import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answersWith, type Form, queryParametersOf, readForm, requestOriginOf, tooManyRequests } from '#answers'
import { isUuid } from '#base/random'
import { consoleAddress } from '#domain/clients'
import { membershipsOfUser } from '#domain/memberships'
import { type ProjectRegistration, registerProject } from '#domain/registration'
import {
  type BrowserCookies,
  brandOf,
  type Fault,
  otherMethodText,
  PageError,
  sendPage,
  type Words,
  wordsOf,
} from '#pages'
import type { AccountDeps } from './dependencies.ts'
import { NEW_PROJECT_PATH, newProjectPage, projectReadyPage, type TypedProject } from './new-project-page.ts'
import type { Exchange } from './proven-page.ts'
import { projectFault, projectTypedIn, readyApp } from './set-up.ts'
import { personDraft, personTypedIn } from './set-up-link.ts'
import { findVisitor, receiveForm, seeOther } from './visitor.ts'

/**
 * `/dev/new-project`: makes a project with an account that administers it. It is mounted in development only: elsewhere an
 * operator makes projects (`Project/$init`).
 */
export function registerNewProject(app: FastifyInstance, deps: AccountDeps, cookies: BrowserCookies): void {
  const page = answersWith('page')

  app.get(NEW_PROJECT_PATH, page, async (request, reply) => {
    refuseAtProject(request)
    return show(deps, { request, reply }, NOTHING)
  })

  app.post(NEW_PROJECT_PATH, page, async (request, reply) => {
    receiveForm(deps, request)
    refuseAtProject(request)
    const form = readForm(request)?.form
    if (form === undefined) return show(deps, { request, reply }, NOTHING)
    const typed = { ...projectTypedIn(form), ...personTypedIn(form) }
    const refuse = (fault: Fault): Promise<FastifyReply> => show(deps, { request, reply }, typed, fault)
    const draft = draftIn(wordsOf(request), form)
    if ('fault' in draft) return refuse(draft.fault)
    const allowance = await deps.throttle.attempt(request.ip)
    if (!allowance.allowed) throw tooManyRequests(allowance)
    const proof = { powSolution: form.get('solution'), waited: form.get('challenge'), address: request.ip }
    if ((await deps.botCheck.pageProblem('newuser', 'new', proof)) !== undefined)
      return refuse({ field: 'password', text: wordsOf(request)('forgot.wait') })
    return make(deps, cookies, { request, reply }, draft, refuse)
  })

  app.get(`${NEW_PROJECT_PATH}/ready`, page, async (request, reply) => showReady(deps, cookies, { request, reply }))
}

/** A project's own address is for its people. */
function refuseAtProject({ issuer: { project } }: FastifyRequest): void {
  if (project !== undefined) throw new PageError(404, 'failure.missing')
}

const NOTHING: TypedProject = { name: '', app: '', first: '', last: '', email: '' }

async function make(
  deps: AccountDeps,
  cookies: BrowserCookies,
  { request, reply }: Exchange,
  draft: ProjectRegistration,
  refuse: (fault: Fault) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const say = wordsOf(request)
  const origin = { ...requestOriginOf(request), browserHash: cookies.know(request, reply).hash }
  const made = await registerProject(deps.registration, draft, origin)
  if (made.ok) {
    cookies.keepRoot(reply, made.value.rootHandle)
    return seeOther(reply, `${NEW_PROJECT_PATH}/ready?client=${made.value.clientId}`)
  }
  const { refusal } = made
  switch (refusal.why) {
    case 'too_many_attempts':
      throw tooManyRequests(refusal.allowance)
    case 'unsuitable_password':
      return refuse({ field: 'password', text: say(`field.password.${refusal.fault}`) })
    case 'other_method':
      return refuse({ field: 'email', text: otherMethodText(say, refusal.problem) })
    case 'taken_address':
      return refuse({ field: 'email', text: say('register.taken') })
  }
}

function draftIn(say: Words, form: Form): ProjectRegistration | { readonly fault: Fault } {
  const { name, app } = projectTypedIn(form)
  const fault = projectFault(say, form)
  if (fault !== undefined) return { fault }
  const person = personDraft(say, form)
  return 'fault' in person ? person : { ...person, name: name.normalize('NFC'), redirectUri: new URL(app).href }
}

async function show(
  deps: AccountDeps,
  { request, reply }: Exchange,
  typed: TypedProject,
  fault?: Fault,
): Promise<FastifyReply> {
  const pow = await deps.botCheck.pageDemand('newuser', 'new')
  const brand = await brandOf(deps, undefined)
  const status = fault === undefined ? 200 : 400
  return sendPage(reply, status, newProjectPage(wordsOf(request), brand, { typed, fault, pow }))
}

/** What to do next, for an administrator of the project of the app that is named. */
async function showReady(
  deps: AccountDeps,
  cookies: BrowserCookies,
  { request, reply }: Exchange,
): Promise<FastifyReply> {
  const visitor = await findVisitor(deps, cookies, request)
  if (visitor === undefined) return seeOther(reply, '/account')
  const id = queryParametersOf(request).get('client') ?? ''
  const client = isUuid(id) ? await deps.clients.find(id, request.issuer) : undefined
  const memberships = client === undefined ? [] : await membershipsOfUser.rows(deps.db, visitor.user.id)
  const app = memberships.some(({ project, admin }) => admin && project === client?.project)
    ? await readyApp(deps, request, id)
    : undefined
  if (app === undefined) throw new PageError(404, 'failure.missing')
  const account = visitor.user.email ?? ''
  return sendPage(
    reply,
    200,
    projectReadyPage(wordsOf(request), await brandOf(deps, undefined), {
      account,
      consoleUrl: consoleAddress(request.issuer),
      app,
    }),
  )
}
