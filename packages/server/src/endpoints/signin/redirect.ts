import type { FastifyReply, FastifyRequest } from 'fastify'
import { describable, noteTrace, type OAuthErrorCode, traceUrl, uiLocalesOf } from '#answers'
import type { RegisteredRedirectUri } from '#domain/clients'

/** What goes back to the app: a code, or why there is none. */
export type AuthorizeAnswer =
  | { readonly code: string }
  | { readonly error: OAuthErrorCode; readonly description: string }

/** Sends the browser back to the app, with `state` and `iss` (RFC 6749 §4.1.2, RFC 9207). */
export function sendBack(
  reply: FastifyReply,
  status: 302 | 303,
  issuer: string,
  redirectUri: RegisteredRedirectUri,
  state: string | null | undefined,
  answer: AuthorizeAnswer,
): FastifyReply {
  noteTrace(reply.request, { sentBack: 'code' in answer ? 'code' : answer.error })
  const parameters = new URLSearchParams(
    'code' in answer
      ? { code: answer.code }
      : {
          error: answer.error,
          error_description: describable(answer.description),
          error_uri: traceUrl(issuer, reply.request),
        },
  )
  if (state !== null && state !== undefined) parameters.set('state', state)
  parameters.set('iss', issuer)
  const joint = /[?&]$/.test(redirectUri) ? '' : redirectUri.includes('?') ? '&' : '?'
  return moveOn(reply, status, `${inHeader(redirectUri)}${joint}${parameters.toString()}`)
}

/**
 * Sends the browser on; after a form always with 303, so that the form is not sent again. The language that the app asked
 * for goes with it, so that each tab of a browser keeps its own.
 */
export function moveOn(reply: FastifyReply, status: 302 | 303, url: string): FastifyReply {
  reply.headers({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' })
  return reply.redirect(url.startsWith('/') ? inSameLanguage(reply.request, url) : url, status)
}

/** An address of our own, in the language that the app asked for. */
export function inSameLanguage(request: FastifyRequest, path: string): string {
  const uiLocales = uiLocalesOf(request)
  if (uiLocales === undefined || /[?&]ui_locales=/.test(path)) return path
  return `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams({ ui_locales: uiLocales }).toString()}`
}

/**
 * What `form-action` must list for a form whose post ends at this address: Chromium applies it to redirects too. A
 * native app's own scheme has no origin, and a policy cannot name an IPv6 address: those are listed by scheme.
 */
export function formTargetOf(redirectUri: RegisteredRedirectUri): string {
  const { origin, protocol, hostname } = new URL(redirectUri)
  return origin === 'null' || hostname.startsWith('[') ? protocol : origin
}

/** Where an address leads, as people read it; undefined for an app on their own device. */
export function placeNameOf(redirectUri: RegisteredRedirectUri): string | undefined {
  const { protocol, host } = new URL(redirectUri)
  return protocol === 'https:' ? host : undefined
}

/** A header is ASCII; what else a registered address holds is percent-encoded. */
function inHeader(uri: string): string {
  return uri.replace(/[^\x21-\x7e]+/gu, encodeURIComponent)
}
