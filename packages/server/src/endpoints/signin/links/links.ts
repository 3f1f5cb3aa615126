import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answersWith, readForm, requestOriginOf } from '#answers'
import type { MethodRefusal } from '#domain/email-domains'
import { isVisibleAtIssuer, membershipsOfUser } from '#domain/memberships'
import { setPassword } from '#domain/passwords'
import { type BrowserOrigin, SYSTEM_PROJECT } from '#domain/projects'
import { type RegistrationDeps, verifyEmail } from '#domain/registration'
import { peekLink, type UserRow, userById } from '#domain/users'
import {
  type Browser,
  type BrowserCookies,
  brandOf,
  carryQuery,
  openSealed,
  otherMethodTopic,
  PageError,
  refuseForeignForm,
  sendPage,
  wordsOf,
} from '#pages'
import type { SignInPageDeps } from '../dependencies.ts'
import { moveOn } from '../redirect.ts'
import { countAttempt } from '../start.ts'
import { becomePatient } from '../steps/register-steps.ts'
import { type LinkEnd, type LinkFault, linkEndPage, linkPage, type WorkingLink } from './link-pages.ts'
import { registerNotMe } from './not-me.ts'
import { appAfterLink, onwardTo } from './onward.ts'
import { registerUndo } from './undo.ts'
import { waitingHere } from './waiting-here.ts'

type LinkRequest = FastifyRequest<{ Params: { id: string; secret: string } }>

/** The page of one kind of mailed link: the links that it accepts, and what its form does. */
interface LinkForm {
  readonly path: string
  readonly kinds: readonly WorkingLink['kind'][]
  use(
    registration: RegistrationDeps,
    id: string,
    secret: string,
    password: string,
    origin: BrowserOrigin,
  ): Promise<
    | { readonly end: LinkEnd }
    | { readonly fault: LinkFault }
    | { readonly otherMethod: MethodRefusal }
    | { readonly otherBrowser: true }
    | undefined
  >
}

const setPasswordForm: LinkForm = {
  path: '/auth/setpassword',
  kinds: ['invite', 'reset'],
  async use(registration, id, secret, password, origin) {
    const set = await setPassword(registration, id, secret, password, origin)
    if (set.ok) return { end: set.value.hasAccount ? 'joined' : 'set' }
    if (set.refusal.why === 'unsuitable_password') return { fault: `field.password.${set.refusal.fault}` }
    if (set.refusal.why === 'other_browser') return { otherBrowser: true }
    return set.refusal.why === 'other_method' ? { otherMethod: set.refusal.problem } : undefined
  },
}

const verifyEmailForm: LinkForm = {
  path: '/auth/verifyemail',
  kinds: ['verify-email'],
  async use(registration, id, secret, password, origin) {
    if (password === '') return { fault: 'field.password.missing' }
    const verified = await verifyEmail(registration, id, secret, password, origin)
    if (verified.ok) return { end: 'verified' }
    return verified.refusal.why === 'wrong_password' ? { fault: 'link.verify-email.wrong' } : undefined
  },
}

/**
 * `/auth/setpassword/…` and `/auth/verifyemail/…`: the pages of mailed links. Opening one changes nothing, since mail
 * scanners open them too; sending its form does.
 */
export function registerLinks(app: FastifyInstance, deps: SignInPageDeps, cookies: BrowserCookies): void {
  for (const form of [setPasswordForm, verifyEmailForm]) registerLinkForm(app, deps, cookies, form)
  registerUndo(app, deps)
  registerNotMe(app, deps)
}

function registerLinkForm(app: FastifyInstance, deps: SignInPageDeps, cookies: BrowserCookies, form: LinkForm): void {
  const { registration, baseUrl, throttle } = deps
  const page = answersWith('page')
  const show = async (
    reply: FastifyReply,
    status: number,
    link: WorkingLink,
    fault: LinkFault | undefined,
  ): Promise<FastifyReply> => {
    const { request } = reply
    const isProof = link.kind === 'verify-email'
    const waiting = isProof ? await waitingHere(deps, cookies, request, link.userId, 'prove_address') : undefined
    const brand = await brandOf(deps, link.project)
    return sendPage(reply, status, {
      ...linkPage(wordsOf(request), brand, link, fault),
      ...(waiting?.target !== undefined && { formTargets: [waiting.target] }),
    })
  }

  app.get(`${form.path}/:id/:secret`, page, async (request: LinkRequest, reply) =>
    show(reply, 200, await findLink(deps, form, request), undefined),
  )

  app.post(`${form.path}/:id/:secret`, page, async (request: LinkRequest, reply) => {
    refuseForeignForm(request, baseUrl)
    await countAttempt(throttle, request)
    const link = await findLink(deps, form, request)
    const { id, secret } = request.params
    const sent = readForm(request)?.form
    // The person asked for more time, or their page had expired, so the entries are not used.
    if (sent?.get('stay') !== undefined) return show(reply, 200, link, undefined)
    const password = sent?.get('password') ?? ''
    // From now on this browser is known to have been the person's.
    const browser = cookies.know(request, reply)
    const origin = { ...requestOriginOf(request), browserHash: browser.hash }
    const used = await form.use(registration, id, secret, password, origin)
    if (used === undefined) throw unusableLink()
    if ('otherBrowser' in used) throw new PageError(403, 'link.elsewhere')
    if ('otherMethod' in used) throw new PageError(400, otherMethodTopic(used.otherMethod))
    if ('fault' in used) return show(reply, 400, link, used.fault)
    const isProven = 'end' in used && used.end === 'verified'
    const waiting = isProven ? await waitingHere(deps, cookies, request, link.userId, 'make_patient') : undefined
    if (waiting !== undefined) {
      await becomePatient(deps, cookies, { request, reply }, waiting.handle)
      return moveOn(reply, 303, `/signin/${waiting.flow}`)
    }
    // A redirect to another page removes the link from the address bar, and a reload does not send the form again.
    return moveOn(reply, 303, `${form.path}/${used.end}${await endQuery(deps, request, link, used.end, browser)}`)
  })

  app.get<{ Params: { end: string } }>(`${form.path}/:end`, page, async (request, reply) => {
    const shown = endShown(deps, cookies, request, request.params.end)
    const project = shown?.get('project') ?? undefined
    const end = linkEndPage(
      wordsOf(request),
      await brandOf(deps, project),
      request.params.end,
      await onwardTo(deps, request.issuer, project, shown?.get('client') ?? null),
    )
    if (end === undefined) throw unusableLink()
    return sendPage(reply, 200, end)
  })
}

/**
 * What the page after a link shows: the project's looks, and the app to go on to. Sealed for the browser that used the link:
 * else anybody could send people to a page of this host that leads on to their app.
 */
async function endQuery(
  deps: SignInPageDeps,
  request: LinkRequest,
  { project, userId }: WorkingLink,
  end: LinkEnd,
  browser: Browser,
): Promise<string> {
  if (project === undefined) return ''
  const client = await appAfterLink(deps, request.issuer, { userId, project })
  const shown = new URLSearchParams({ end, project, ...(client !== undefined && { client }) })
  return `?${carryQuery(deps, request, 'link', shown.toString(), browser)}`
}

/** What was sealed for this page and this browser. */
function endShown(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  request: FastifyRequest,
  end: string,
): URLSearchParams | undefined {
  const shown = new URLSearchParams(openSealed(deps, cookies, request, 'link'))
  return shown.get('end') === end ? shown : undefined
}

async function findLink(
  { db, keyring, clock }: SignInPageDeps,
  { kinds }: LinkForm,
  { params, issuer }: LinkRequest,
): Promise<WorkingLink> {
  const peeked = await peekLink(db, keyring, params.id, params.secret, clock.now())
  const kind = peeked.ok ? kinds.find((one) => one === peeked.value.kind) : undefined
  if (!peeked.ok || kind === undefined) throw unusableLink()
  const user = await userById.one(db, peeked.value.userId)
  if (!(await isVisibleAtIssuer(db, issuer, user))) throw unusableLink()
  return {
    kind,
    userId: user.id,
    email: user.email ?? undefined,
    project: issuer.project ?? (await projectOf(db, user)),
    seconds: Math.floor((peeked.value.expiresAt.getTime() - clock.now().getTime()) / 1000),
  }
}

/** The project of a person's e-mail: their account's own, or the only one that they belong to. */
async function projectOf(db: SignInPageDeps['db'], user: UserRow): Promise<string | undefined> {
  if (user.project !== SYSTEM_PROJECT) return user.project
  const projects = new Set((await membershipsOfUser.rows(db, user.id)).map(({ project }) => project))
  return projects.size === 1 ? [...projects][0] : undefined
}

/** One page for links that are unknown, used, replaced, expired or of another kind. */
function unusableLink(): PageError {
  return new PageError(404, 'link.dead')
}
