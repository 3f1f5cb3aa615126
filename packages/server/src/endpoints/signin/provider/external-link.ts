import { accepted, type Result } from '@damson/fhir'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { answersWith, readForm, unavailable } from '#answers'
import { secondsAfter } from '#base/clock'
import { uuid } from '#base/random'
import type { Issuer } from '#domain/projects'
import type { ExternalPerson, Once } from '#domain/proof'
import { writeProviderKey } from '#domain/providers'
import { beginExternal, createExternal, type ExternalSignIn, linkExternal } from '#domain/signin'
import { rateLimitHeader } from '#domain/throttle'
import {
  type Browser,
  type BrowserCookies,
  brandOf,
  carryQuery,
  emailFault,
  type Fault,
  readEmail,
  refuseForeignForm,
  sendPage,
  wordsOf,
} from '#pages'
import {
  type AuthorizeRefusal,
  type AuthorizeRequest,
  authorizeQuery,
  readCarriedRequest,
} from '../authorize/authorize-request.ts'
import { refuseRequest } from '../authorize/refuse-request.ts'
import type { SignInPageDeps } from '../dependencies.ts'
import { showing } from '../shown.ts'
import { startAgain } from '../start.ts'
import type { Visit } from '../steps/continue-flow.ts'
import { arrive, externalEnd, signInFor } from './external-arrival.ts'
import { linkAccountPage, switchPage } from './external-pages.ts'

/** A provider's person who must prove their own account with its password. */
export interface PendingLink {
  readonly person: ExternalPerson
  readonly request: AuthorizeRequest
  readonly why: 'proof_needed' | 'ask_to_link' | 'other_here'
  /** The account that the provider's claims name. */
  readonly userId: string | undefined
  /** The page signs in only once, however often it is shown. Undefined the first time. */
  readonly once?: Once | undefined
}

/** A pending link in plain values. */
interface KeptLink extends Omit<PendingLink, 'person' | 'request' | 'once'> {
  readonly id: string
  /** The request as a query of `authorizeQuery`. */
  readonly query: string
  readonly person: Omit<ExternalPerson, 'provider' | 'authenticatedAt'> & {
    readonly providerKey: string
    readonly configHash: string
    readonly authenticatedAt: string
  }
  readonly until: number
}

const LIFE_SECONDS = 600
const contextOf = ({ url }: Issuer, browser: Browser): string => `external-link:${url}:${browser.hash}`

/** `POST /auth/external/link`: takes the password of the person's own account once. After that, the provider is enough. */
export function registerExternalLink(app: FastifyInstance, deps: SignInPageDeps, cookies: BrowserCookies): void {
  const { clock, baseUrl, signIn } = deps

  app.post('/auth/external/link', answersWith('page'), async (request, reply) => {
    if (clock.state() === 'wrong') throw unavailable('clock_wrong')
    refuseForeignForm(request, baseUrl)
    const form = readForm(request)?.form
    const browser = cookies.find(request)
    const sealed = form?.get('link')
    if (form === undefined || browser === undefined || sealed === undefined) throw startAgain()
    const opened = await openLinkForm(deps, sealed, request.issuer, browser)
    if (!opened.ok) return refuseRequest(deps, reply, 303, opened.refusal)
    const link = opened.value
    const visit: Visit = { request, reply, status: 303, browser }
    const given: ExternalSignIn = { ...signInFor(deps, link.request, link.person, visit, browser), once: link.once }
    const isNew = form.get('decision') === 'create' && mayCreate(link)
    if (link.why === 'other_here' || isNew) {
      const begun = await (isNew ? createExternal(signIn, given) : beginExternal(signIn, given))
      return begun.ok
        ? arrive(deps, cookies, visit, link.request, begun.value)
        : externalEnd(deps, visit, link, begun.refusal)
    }
    const say = wordsOf(request)
    const [typed, password = ''] = [form.get('email')?.trim().slice(0, 320), form.get('password')]
    const email = readEmail(typed)
    if (email === undefined) return showLink(deps, reply, 400, browser, link, typed, emailFault(say, typed))
    if (password === '')
      return showLink(deps, reply, 400, browser, link, typed, {
        field: 'password',
        text: say('field.password.missing'),
      })
    const own = { email, password, userId: link.userId, code: form.get('code'), language: say.language }
    const linked = await linkExternal(signIn, given, own)
    if (linked.ok) return arrive(deps, cookies, visit, link.request, linked.value)
    const { refusal } = linked
    if ('finding' in refusal && refusal.finding !== undefined) return externalEnd(deps, visit, link, refusal)
    if (refusal.why === 'code_needed' || refusal.why === 'wrong_code') {
      const text = say(refusal.why === 'wrong_code' ? 'factor.wrong' : 'external.link.code')
      return showLink(deps, reply, 400, browser, link, typed, { field: 'code', text })
    }
    if (refusal.why === 'too_many_attempts') {
      const { allowance } = refusal
      reply.headers({ 'Retry-After': String(allowance.resetSeconds), RateLimit: rateLimitHeader([allowance]) })
      const text = say('signin.throttled', { wait: { seconds: allowance.resetSeconds } })
      return showLink(deps, reply, 429, browser, link, typed, { field: 'password', text })
    }
    if (refusal.why === 'password_disabled')
      return showLink(deps, reply, 400, browser, link, typed, { field: 'password', text: say('signin.disabled') })
    // One answer for a wrong password and for an account that the provider's claims do not name.
    return showLink(deps, reply, 400, browser, link, typed, { field: 'password', text: say('signin.wrong') })
  })
}

const mayCreate = ({ why, person }: PendingLink): boolean =>
  why === 'ask_to_link' && person.provider.settings.defaultProfileType !== undefined

/** Shows the page that asks for the person's own account. */
export async function showLink(
  deps: SignInPageDeps,
  reply: FastifyReply,
  status: number,
  browser: Browser,
  link: PendingLink,
  email = link.person.emailVerified ? link.person.email : undefined,
  fault?: Fault,
): Promise<FastifyReply> {
  const { person, request, why } = link
  const brand = await brandOf(deps, request.client.project)
  return sendPage(
    reply,
    status,
    (why === 'other_here' ? switchPage : linkAccountPage)(wordsOf(reply.request), {
      brand,
      request,
      sealed: sealLink(deps, link, reply.request.issuer, browser),
      again: showing(carryQuery(deps, reply.request, 'authorize', authorizeQuery(request), browser)),
      provider: person.provider.name,
      who: nameOf(person),
      why,
      mayCreate: mayCreate(link),
      email,
      fault,
    }),
  )
}

/** The identity by verified facts: a person can choose their name and an unverified address freely. */
function nameOf({ email, emailVerified, subject }: ExternalPerson): string {
  return emailVerified && email !== undefined ? email : subject
}

function sealLink(
  { keyring, clock }: SignInPageDeps,
  { person, request, why, userId, once }: PendingLink,
  issuer: Issuer,
  browser: Browser,
): string {
  const { provider, authenticatedAt, ...rest } = person
  const kept: KeptLink = {
    id: once?.text ?? uuid(),
    why,
    userId,
    query: authorizeQuery(request),
    person: {
      ...rest,
      providerKey: writeProviderKey(provider.key),
      configHash: provider.configHash,
      authenticatedAt: authenticatedAt.toISOString(),
    },
    until: (once?.until ?? secondsAfter(clock.now(), LIFE_SECONDS)).getTime(),
  }
  return keyring.seal(JSON.stringify(kept), contextOf(issuer, browser))
}

async function openLinkForm(
  deps: SignInPageDeps,
  sealed: string,
  issuer: Issuer,
  browser: Browser,
): Promise<Result<PendingLink, AuthorizeRefusal>> {
  const kept = unseal(deps.keyring, sealed, issuer, browser)
  if (kept === undefined || kept.until <= deps.clock.now().getTime()) throw startAgain()
  const provider = await deps.providers.byKey(kept.person.providerKey)
  if (provider === undefined || provider.configHash !== kept.person.configHash) throw startAgain()
  const request = await readCarriedRequest(deps, issuer, kept.query)
  if (!request.ok) return request
  const { providerKey: _key, configHash: _hash, authenticatedAt, ...rest } = kept.person
  const person: ExternalPerson = { ...rest, provider, authenticatedAt: new Date(authenticatedAt) }
  const once = { text: kept.id, until: new Date(kept.until) }
  return accepted({ why: kept.why, userId: kept.userId, person, request: request.value, once })
}

function unseal(
  keyring: SignInPageDeps['keyring'],
  sealed: string,
  issuer: Issuer,
  browser: Browser,
): KeptLink | undefined {
  try {
    // Only `sealLink` seals with this context, so the shape is known.
    const kept = JSON.parse(keyring.unseal(sealed, contextOf(issuer, browser)).toString()) as KeptLink
    // A page of the previous release carried the request in another form.
    return typeof kept.query === 'string' ? kept : undefined
  } catch {
    return undefined
  }
}
