import type { FastifyReply } from 'fastify'
import { outcome } from '#answers'
import type { RegisteredRedirectUri } from '#domain/clients'
import { inSameLanguage } from '#pages'

/** A form can contain more than fits into an address: servers limit the head of a request, this one to 16 KiB. */
const LONGEST_LOCATION = 12_000

/**
 * Redirects the browser, after a form always with 303, so that the form is not sent again. A path of ours stays under the
 * issuer's address and keeps the app's language, so that each tab keeps its own.
 */
export function moveOn(reply: FastifyReply, status: 302 | 303, url: string): FastifyReply {
  reply.headers({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' })
  const { request } = reply
  const to = url.startsWith('/') ? `${request.issuer.path}${inSameLanguage(request, url)}` : inHeader(url)
  if (to.length > LONGEST_LOCATION) throw locationTooLong()
  return reply.redirect(to, status)
}

function locationTooLong(): Error {
  return outcome(413, 'too-long', 'The request does not fit into an address: send less.', {
    reason: 'location_too_long',
  })
}

/** Headers are ASCII, so other characters of a registered address are percent-encoded. */
export function inHeader(url: string): string {
  return url.replace(/[^\x21-\x7e]+/gu, encodeURIComponent)
}

/** Adds parameters to an address, and keeps the rest of it as registered. */
export function withParameters(uri: string, parameters: URLSearchParams): string {
  const joint = /[?&]$/.test(uri) ? '' : uri.includes('?') ? '&' : '?'
  return `${uri}${joint}${parameters.toString()}`
}

/**
 * The source that `form-action` must list for a form whose redirect ends at this address: Chromium applies it to
 * redirects too. A native app's scheme has no origin, and a policy cannot name an IPv6 address: both are listed by scheme.
 */
export function formTargetOf(redirectUri: RegisteredRedirectUri): string {
  const { origin, protocol, hostname } = new URL(redirectUri)
  return origin === 'null' || hostname.startsWith('[') ? protocol : origin
}

/** The host of an address, for people to read. Undefined for an app on their own device. */
export function destinationNameOf(redirectUri: RegisteredRedirectUri): string | undefined {
  const { protocol, host } = new URL(redirectUri)
  return protocol === 'https:' ? host : undefined
}
