import type { FastifyReply } from 'fastify'
import { outcome } from '#answers'
import type { RegisteredRedirectUri } from '#domain/clients'
import { inSameLanguage } from '#pages'

/** A form may hold more than an address: with cookies beside it a longer one is over what servers read, ours at 16 KiB. */
const LONGEST_LOCATION = 12_000

/**
 * Sends the browser on; after a form always with 303, so that the form is not sent again. A path of ours leads to the
 * same address that was asked; the language that the app asked for goes with it, so that each tab of a browser keeps its
 * own.
 */
export function moveOn(reply: FastifyReply, status: 302 | 303, url: string): FastifyReply {
  reply.headers({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' })
  const { request } = reply
  const to = url.startsWith('/') ? `${request.issuer.path}${inSameLanguage(request, url)}` : inHeader(url)
  if (to.length > LONGEST_LOCATION) throw locationTooLong()
  return reply.redirect(to, status)
}

function locationTooLong(): Error {
  return outcome(413, 'too-long', 'What was sent does not fit into an address.', { reason: 'location_too_long' })
}

/** A header is ASCII; what else a registered address holds is percent-encoded. */
export function inHeader(url: string): string {
  return url.replace(/[^\x21-\x7e]+/gu, encodeURIComponent)
}

/** Adds parameters to an address, and leaves the rest of it as it was registered. */
export function withParameters(uri: string, parameters: URLSearchParams): string {
  const joint = /[?&]$/.test(uri) ? '' : uri.includes('?') ? '&' : '?'
  return `${uri}${joint}${parameters.toString()}`
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
