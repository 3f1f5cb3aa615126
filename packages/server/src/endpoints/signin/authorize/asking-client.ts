import { accepted, type Result, refused } from '@damson/fhir'
import { compareUris, error, type Finding, lengthOf } from '#base/findings'
import {
  type Client,
  type ClientDirectory,
  isForScreens,
  matchRedirectUri,
  OTHER_SCREEN,
  type RegisteredRedirectUri,
  redirectUrisOf,
} from '#domain/clients'
import type { Issuer } from '#domain/projects'
import type { PageRefusal } from '../complaint.ts'

/** A client that signs people in, or an error page: the server never redirects to the address of an unknown client. */
export async function findAskingClient(
  clients: ClientDirectory,
  issuer: Issuer,
  id: string | undefined,
): Promise<Result<Client, PageRefusal>> {
  if (id === undefined) return page('request.no_client', NO_CLIENT, issuer.project)
  const client = await clients.find(id, issuer)
  if (client === undefined) return page('request.unknown_client', unknownClient(id), issuer.project)
  if (!client.active) return page('request.unknown_client', SWITCHED_OFF, client.project)
  return client.kind === 'device' ? page('request.unknown_client', DEVICE, client.project) : accepted(client)
}

/** The redirect URI, exactly as registered, or an error page. */
export function readRedirectUri(client: Client, given: string | undefined): Result<RegisteredRedirectUri, PageRefusal> {
  if (given === undefined) return page('request.no_redirect_uri', NO_REDIRECT_URI, client.project)
  if (given === OTHER_SCREEN && isForScreens(client)) return accepted(OTHER_SCREEN)
  const redirectUri = matchRedirectUri(client, given)
  return redirectUri === undefined
    ? refused({
        show: 'page',
        topic: 'request.unregistered_redirect_uri',
        finding: unregistered(redirectUrisOf(client), given),
        addresses: { sent: given, registered: redirectUrisOf(client) },
        project: client.project,
      })
    : accepted(redirectUri)
}

function page(topic: PageRefusal['topic'], finding: Finding, project: string | undefined): Result<never, PageRefusal> {
  return refused({ show: 'page', topic, finding, project })
}

const NO_CLIENT = error('The request has no client_id.', 'Send client_id once: the id of the ClientApplication.')
const SWITCHED_OFF = error(
  'The client is inactive.',
  'Set status of the ClientApplication to active, or use another client.',
)
const DEVICE = error(
  'The client is a device, and devices cannot sign people in.',
  'Let the device use client_credentials, or register a client of kind app.',
)
const NO_REDIRECT_URI = error(
  'The request has no redirect_uri.',
  'Send redirect_uri once, exactly as it is registered.',
)

function unknownClient(id: string): Finding {
  return error(
    `No client here has the id that was sent (${lengthOf(id)}).`,
    'Compare client_id with the id of the ClientApplication, and the address with the server or project in which it ' +
      'is registered.',
  )
}

function unregistered(registered: readonly string[], given: string): Finding {
  if (registered.length === 0)
    return error('The client has no redirect URI registered.', 'Add the address to redirectUris of the client.')
  const difference = compareUris(registered, given)
  const remedy =
    'Send exactly the registered address, or add the address that the app sends to redirectUris of the client ' +
    '(in the console: “Where people return to”).'
  return difference?.registered === undefined
    ? error(`The redirect_uri does not resemble any of the ${registered.length} registered addresses.`, remedy)
    : error(`The redirect_uri differs from the registered ${difference.registered} ${difference.words}.`, remedy)
}
