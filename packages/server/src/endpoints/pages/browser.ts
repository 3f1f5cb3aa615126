import type { CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sha256Text } from '#base/crypto'
import { unguessable } from '#base/random'
import { PageError } from './page.ts'

declare const ours: unique symbol
/** A browser that holds our cookie, known by the cookie's hash. What it was shown in a form is bound to it. */
export type Browser = { readonly hash: string; readonly [ours]: true }

/**
 * The cookies of hosted sign-in: one that tells browsers apart, one for the person who is signed in, and one for each sign-in
 * under way that holds its handle.
 */
export interface BrowserCookies {
  find(request: FastifyRequest): Browser | undefined
  /** The browser that asks, with a cookie from now on when it had none. */
  know(request: FastifyRequest, reply: FastifyReply): Browser
  /** The handle of the browser's sign-in: what single sign-on goes by. */
  rootOf(request: FastifyRequest): string | undefined
  keepRoot(reply: FastifyReply, handle: string): void
  dropRoot(reply: FastifyReply): void
  handleOf(request: FastifyRequest, flow: string): string | undefined
  keepHandle(reply: FastifyReply, flow: string, handle: string): void
  dropHandle(reply: FastifyReply, flow: string): void
}

export function createBrowserCookies(baseUrl: string, flowSeconds: number): BrowserCookies {
  const secure = baseUrl.startsWith('https:')
  // The prefix keeps sub-domains from planting a cookie of their own; browsers take it on https alone (RFC 6265bis §4.1.3).
  const prefix = secure ? '__Host-damson' : 'damson'
  const options: CookieSerializeOptions = { path: '/', httpOnly: true, sameSite: 'lax', secure }
  // That prefix demands the path `/`, so the cookies of the addresses are told apart by name.
  const named = ({ issuer }: FastifyRequest, name: string): string =>
    issuer.project === undefined ? `${prefix}-${name}` : `${prefix}-${issuer.project}-${name}`
  const flowCookie = (request: FastifyRequest, flow: string): string => named(request, `flow-${flow}`)
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
      reply.setCookie(named(request, 'browser'), token, options)
      return browserWith(request, token)
    },
    rootOf(request) {
      const handle = request.cookies[named(request, 'root')]
      return handle !== undefined && isToken(handle) ? handle : undefined
    },
    keepRoot(reply, handle) {
      // Without an age: it is gone when the browser is closed. How long it is good is known here alone.
      reply.setCookie(named(reply.request, 'root'), handle, options)
    },
    dropRoot(reply) {
      reply.clearCookie(named(reply.request, 'root'), options)
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
  }
}

const isToken = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text)
/** A cookie that was copied to the name of another address is another browser there. */
const browserWith = ({ issuer }: FastifyRequest, token: string): Browser =>
  ({ hash: sha256Text(issuer.project === undefined ? token : `${issuer.project} ${token}`) }) as Browser

/**
 * Refuses a form that a page of another origin sent. Our pages send no referrer, and browsers then write `null` as the
 * origin of their forms too: `Sec-Fetch-Site` tells them from others. Where a browser is too old to send that, `null`
 * passes: what the form holds is bound to its browser anyway.
 */
export function refuseForeignForm(request: FastifyRequest, baseUrl: string): void {
  const { origin, 'sec-fetch-site': site } = request.headers
  const isOwn = origin === undefined || origin === 'null' || origin === new URL(baseUrl).origin
  const isSameSite = site === undefined || site === 'same-origin' || site === 'none'
  if (isOwn && isSameSite) return
  throw new PageError(403, 'failure.foreign', { values: { host: new URL(baseUrl).host } })
}

/**
 * Refuses a page to what is not a visit: a script, or a picture. Their requests come with the person's cookies when their
 * site is ours, and would act by them. Frames are visits too; so is whatever says nothing of itself, which no browser does
 * that tells scripts from visits.
 */
export function refuseUnlessVisit(request: FastifyRequest): void {
  const { 'sec-fetch-mode': mode, 'sec-fetch-site': site } = request.headers
  // Programs that are no browsers may send the mode (Node does), and have no cookies but their own.
  if (site === undefined || mode === undefined || mode === 'navigate') return
  throw new PageError(403, 'failure.foreign', { values: { host: request.host } })
}
