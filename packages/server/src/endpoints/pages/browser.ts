import type { CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sha256Text } from '#base/crypto'
import { isUuid, unguessable } from '#base/random'
import { PageError } from './page.ts'

declare const ours: unique symbol
declare const looked: unique symbol
/** A browser with our cookie, identified by the cookie's hash. The forms that it was shown are bound to it. */
export type Browser = { readonly hash: string; readonly [ours]: true }

/**
 * The cookies of hosted sign-in: one that identifies the browser, one for the signed-in person, one with the handle of
 * each sign-in in progress, one for a recovery, and one for what was typed into a form.
 */
export interface BrowserCookies {
  find(request: FastifyRequest): Browser | undefined
  /** The browser of the request. Sets a cookie if it had none. */
  know(request: FastifyRequest, reply: FastifyReply): Browser
  /** The handle of the browser's sign-in, for single sign-on. */
  rootOf(request: FastifyRequest): string | undefined
  keepRoot(reply: FastifyReply, handle: string): void
  dropRoot(reply: FastifyReply): void
  handleOf(request: FastifyRequest, flow: string): string | undefined
  keepHandle(reply: FastifyReply, flow: string, handle: string): void
  dropHandle(reply: FastifyReply, flow: string): void
  /** The browser's sign-ins in progress; some of them, if there are very many. */
  flowsOf(request: FastifyRequest): readonly { readonly flow: string; readonly handle: string }[]
  /** The activation code whose link was opened in the browser, to fill in a field of this person with. */
  activationOf(request: FastifyRequest, userId: string | null): string | undefined
  /** `userId`: who is signed in; undefined while nobody is: then it is the first person's who is shown it. */
  keepActivation(reply: FastifyReply, code: ActivationCode, userId: string | undefined): void
  /** Nobody else is shown the code. */
  bindActivation(reply: FastifyReply, userId: string): void
  dropActivation(reply: FastifyReply): void
  /** The id of the browser's recovery, and the hash of the secret that makes it this browser's. */
  recoveryOf(request: FastifyRequest): { readonly id: string; readonly browserHash: string } | undefined
  keepRecovery(reply: FastifyReply, id: string, secret: string, seconds: number): void
  dropRecovery(reply: FastifyReply): void
  /** What was typed into a form, sealed, while its person proves themselves again. */
  typedOf(request: FastifyRequest): string | undefined
  /** What is longer than a cookie may be is typed again. */
  keepTyped(reply: FastifyReply, sealed: string): void
  dropTyped(reply: FastifyReply): void
}

export function createBrowserCookies(baseUrl: string, flowSeconds: number): BrowserCookies {
  const secure = baseUrl.startsWith('https:')
  // The prefix keeps sub-domains from planting a cookie. Browsers accept it only on https (RFC 6265bis §4.1.3).
  const prefix = secure ? '__Host-damson' : 'damson'
  const options: CookieSerializeOptions = { path: '/', httpOnly: true, sameSite: 'lax', secure }
  // That prefix requires the path `/`, so the cookies of different addresses differ by name.
  const named = ({ issuer }: FastifyRequest, name: string): string =>
    issuer.project === undefined ? `${prefix}-${name}` : `${prefix}-${issuer.project}-${name}`
  const flowCookie = (request: FastifyRequest, flow: string): string => named(request, `flow-${flow}`)
  const activation = activationCookie(named, options)
  const typed = typedCookie(named, options)
  const find = (request: FastifyRequest): Browser | undefined => {
    const token = request.cookies[named(request, 'browser')]
    return token !== undefined && isToken(token) ? browserWith(request, token) : undefined
  }
  return {
    find,
    know(request, reply) {
      const known = find(request)
      if (known !== undefined) return known
      const token = unguessable()
      reply.setCookie(named(request, 'browser'), token, { ...options, maxAge: BROWSER_SECONDS })
      return browserWith(request, token)
    },
    rootOf(request) {
      const handle = request.cookies[named(request, 'root')]
      return handle !== undefined && isToken(handle) ? handle : undefined
    },
    keepRoot(reply, handle) {
      // Without an age, the cookie is gone when the browser is closed. Its lifetime is known only on the server.
      reply.setCookie(named(reply.request, 'root'), handle, options)
    },
    dropRoot(reply) {
      reply.clearCookie(named(reply.request, 'root'), options)
      activation.dropActivation(reply)
      typed.dropTyped(reply)
    },
    handleOf(request, flow) {
      const handle = request.cookies[flowCookie(request, flow)]
      return handle !== undefined && isToken(handle) ? handle : undefined
    },
    keepHandle(reply, flow, handle) {
      reply.setCookie(flowCookie(reply.request, flow), handle, { ...options, maxAge: flowSeconds })
    },
    dropHandle(reply, flow) {
      reply.clearCookie(flowCookie(reply.request, flow), options)
    },
    ...activation,
    flowsOf: (request) => flowsIn(request, named(request, 'flow-')),
    recoveryOf(request) {
      const [id = '', secret = ''] = (request.cookies[named(request, 'recovery')] ?? '').split('.')
      return isUuid(id) && isToken(secret) ? { id, browserHash: sha256Text(secret) } : undefined
    },
    keepRecovery(reply, id, secret, maxAge) {
      // With an age: a recovery takes longer than a browser is open.
      reply.setCookie(named(reply.request, 'recovery'), `${id}.${secret}`, { ...options, maxAge })
    },
    dropRecovery(reply) {
      reply.clearCookie(named(reply.request, 'recovery'), options)
    },
    ...typed,
  }
}

function typedCookie(
  named: (request: FastifyRequest, name: string) => string,
  options: CookieSerializeOptions,
): Pick<BrowserCookies, 'typedOf' | 'keepTyped' | 'dropTyped'> {
  return {
    typedOf: (request) => request.cookies[named(request, 'typed')],
    keepTyped(reply, sealed) {
      if (sealed.length > MOST_TYPED) return
      reply.setCookie(named(reply.request, 'typed'), sealed, { ...options, maxAge: TYPED_SECONDS })
    },
    dropTyped(reply) {
      const name = named(reply.request, 'typed')
      if (reply.request.cookies[name] !== undefined) reply.clearCookie(name, options)
    },
  }
}

const TYPED_SECONDS = 3_600
/** Browsers keep cookies of up to 4096 characters with name and attributes (RFC 6265bis §5.6). */
const MOST_TYPED = 3_600

/** A browser is still known after it was closed. Browsers keep no cookie for longer (RFC 6265bis §5.5). */
const BROWSER_SECONDS = 400 * 86_400

function activationCookie(
  named: (request: FastifyRequest, name: string) => string,
  options: CookieSerializeOptions,
): Pick<BrowserCookies, 'activationOf' | 'keepActivation' | 'bindActivation' | 'dropActivation'> {
  const maxAge = ACTIVATION_SECONDS
  // A cookie of its own: to bind the code to a person does not keep it for longer.
  const ownerOf = (request: FastifyRequest): string | undefined => request.cookies[named(request, 'activation-owner')]
  const bind = (reply: FastifyReply, userId: string): void => {
    reply.setCookie(named(reply.request, 'activation-owner'), sha256Text(userId), { ...options, maxAge })
  }
  const drop = (reply: FastifyReply): void => {
    for (const name of ['activation', 'activation-owner'].map((one) => named(reply.request, one)))
      if (reply.request.cookies[name] !== undefined) reply.clearCookie(name, options)
  }
  const codeIn = (request: FastifyRequest): string | undefined => {
    const code = request.cookies[named(request, 'activation')]
    return code !== undefined && isActivationCode(code) ? code : undefined
  }
  return {
    activationOf(request, userId) {
      const owner = ownerOf(request)
      return userId !== null && (owner === undefined || owner === sha256Text(userId)) ? codeIn(request) : undefined
    },
    keepActivation(reply, code, userId) {
      reply.setCookie(named(reply.request, 'activation'), code, { ...options, maxAge })
      if (userId === undefined) reply.clearCookie(named(reply.request, 'activation-owner'), options)
      else bind(reply, userId)
    },
    bindActivation(reply, userId) {
      if (codeIn(reply.request) === undefined) return
      const owner = ownerOf(reply.request)
      if (owner === undefined) bind(reply, userId)
      else if (owner !== sha256Text(userId)) drop(reply)
    },
    dropActivation: drop,
  }
}

/** A browser may be shared: it is a help for who creates an account at once. Everybody else types the code. */
const ACTIVATION_SECONDS = 600
/** A text that looks like an activation code: no words of a stranger. */
export type ActivationCode = string & { readonly [looked]: true }
export const isActivationCode = (text: string): text is ActivationCode => /^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/.test(text)

function flowsIn({ cookies }: FastifyRequest, start: string): ReturnType<BrowserCookies['flowsOf']> {
  return Object.entries(cookies)
    .flatMap(([name, handle = '']) => {
      const flow = name.startsWith(start) ? name.slice(start.length) : ''
      return isUuid(flow) && isToken(handle) ? [{ flow, handle }] : []
    })
    .slice(0, MOST_FLOWS)
}

/** Each is looked up. */
const MOST_FLOWS = 20

const isToken = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text)
/** A cookie that was copied to the name of another address identifies another browser there. */
const browserWith = ({ issuer }: FastifyRequest, token: string): Browser =>
  ({ hash: sha256Text(issuer.project === undefined ? token : `${issuer.project} ${token}`) }) as Browser

/**
 * Refuses a form from a page of another origin. Our pages send no referrer, so browsers send `null` as the origin of our
 * forms too, and `Sec-Fetch-Site` tells them apart. If a browser is too old to send it, `null` passes: the sealed content
 * of the form is bound to its browser anyway.
 */
export function refuseForeignForm(request: FastifyRequest, baseUrl: string): void {
  const { origin, 'sec-fetch-site': site } = request.headers
  const isOwn = origin === undefined || origin === 'null' || origin === new URL(baseUrl).origin
  const isSameSite = site === undefined || site === 'same-origin' || site === 'none'
  if (isOwn && isSameSite) return
  throw new PageError(403, 'failure.foreign', { values: { host: new URL(baseUrl).host } })
}

/**
 * Refuses requests of scripts and pictures, which are not visits. From our own site, they send the person's cookies and
 * would act with them. Frames are visits too. A request without `Sec-Fetch-Mode` passes: every browser that can tell
 * scripts from visits sends it.
 */
export function refuseUnlessVisit(request: FastifyRequest): void {
  const { 'sec-fetch-mode': mode, 'sec-fetch-site': site } = request.headers
  // Programs may send the mode too (Node does), but they have only their own cookies.
  if (site === undefined || mode === undefined || mode === 'navigate') return
  throw new PageError(403, 'failure.foreign', { values: { host: request.host } })
}
