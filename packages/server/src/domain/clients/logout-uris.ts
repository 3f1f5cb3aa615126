import type { ClientApplication } from '@damson/fhir'
import { told } from '#base/findings'
import { isLoopbackAddress, isPlainHost } from '#base/http'
import { invalid, type WriteRefusal } from '#domain/resources'
import type { Client } from './client.ts'
import { type RegisteredRedirectUri, redirectUriProblem } from './redirect-uri.ts'

/** The address for a browser after sign-out, if the client registered exactly this one. */
export function matchPostLogoutUri({ resource }: Client, given: string): RegisteredRedirectUri | undefined {
  return resource.postLogoutRedirectUris?.includes(given) === true ? (given as RegisteredRedirectUri) : undefined
}

/** What is wrong with a client's logout addresses. */
export function logoutProblem(client: ClientApplication): WriteRefusal | undefined {
  for (const uri of client.postLogoutRedirectUris ?? []) {
    const problem = redirectUriProblem(uri)
    if (problem !== undefined)
      return invalid(
        'malformed_post_logout_redirect_uri',
        told`"${uri}" cannot be registered: ${problem}.`,
        'ClientApplication.postLogoutRedirectUris',
      )
  }
  return backChannelProblem(client) ?? frontChannelProblem(client)
}

function backChannelProblem(client: ClientApplication): WriteRefusal | undefined {
  const { backChannelLogoutUri, backChannelLogoutSessionRequired } = client
  if (backChannelLogoutUri === undefined)
    return backChannelLogoutSessionRequired === undefined
      ? undefined
      : withoutAddress('backChannelLogoutSessionRequired', 'backChannelLogoutUri')
  return isCallable(backChannelLogoutUri)
    ? undefined
    : invalid(
        'malformed_back_channel_logout_uri',
        told`backChannelLogoutUri is an https URL of at most 2000 characters, without credentials and fragment; http
          is for a loopback address in development.`,
        'ClientApplication.backChannelLogoutUri',
      )
}

/** OpenID Connect Front-Channel Logout 1.0 §2: scheme, host and port must be those of a registered redirect URI. */
function frontChannelProblem(client: ClientApplication): WriteRefusal | undefined {
  const { frontChannelLogoutUri, frontChannelLogoutSessionRequired, redirectUris = [], redirectUri } = client
  if (frontChannelLogoutUri === undefined)
    return frontChannelLogoutSessionRequired === undefined
      ? undefined
      : withoutAddress('frontChannelLogoutSessionRequired', 'frontChannelLogoutUri')
  const at = 'ClientApplication.frontChannelLogoutUri'
  // The Content Security Policy of our page lists its frames, and cannot list an IPv6 address.
  if (!isCallable(frontChannelLogoutUri) || new URL(frontChannelLogoutUri).hostname.startsWith('['))
    return invalid(
      'malformed_front_channel_logout_uri',
      told`frontChannelLogoutUri is an https URL with a host name, of at most 2000 characters, without credentials and
        fragment; http is for a loopback address in development.`,
      at,
    )
  const { origin } = new URL(frontChannelLogoutUri)
  const origins = [...redirectUris, ...(redirectUri === undefined ? [] : [redirectUri])].map(
    (uri) => new URL(uri).origin,
  )
  return origins.includes(origin)
    ? undefined
    : invalid(
        'foreign_front_channel_logout_uri',
        'frontChannelLogoutUri must have the scheme, host and port of one of redirectUris.',
        at,
      )
}

function withoutAddress(field: string, address: string): WriteRefusal {
  return invalid(
    'logout_without_address',
    told`${field} applies to ${address}: set both, or neither.`,
    `ClientApplication.${field}`,
  )
}

/** Whether this server, or a frame on its pages, may call a client's address. */
export function isCallable(text: string): boolean {
  if (!URL.canParse(text) || text.length > 2_000) return false
  const { protocol, hostname, username, password } = new URL(text)
  if (username !== '' || password !== '' || /[#\s]/.test(text) || !isPlainHost(hostname)) return false
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackAddress(hostname))
}
