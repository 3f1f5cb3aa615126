import { accepted, type Result, refused } from '@damson/fhir'
import type { Client, ClientDirectory } from '#domain/clients'
import type { Issuer } from '#domain/projects'
import { findAskingClient, readRedirectUri } from './asking-client.ts'
import type { AuthorizeRequest } from './authorize-request.ts'
import type { CarriedRequest } from './carried-request.ts'
import type { PageRefusal } from './complaint.ts'

/** What a round trip to an identity provider is for: an app's request, in plain values, checked again afterwards. */
export function writeGoOn({ client, redirectUri, ...plain }: AuthorizeRequest): string {
  const carried: CarriedRequest = { ...plain, clientId: client.id, redirectUri }
  return JSON.stringify(carried)
}

/** The request that a round trip was for. It was sealed meanwhile; what may have changed is checked again. */
export async function readGoOn(
  clients: ClientDirectory,
  issuer: Issuer,
  goOn: string,
): Promise<Result<AuthorizeRequest, PageRefusal>> {
  // Written by `writeGoOn` alone.
  const carried = JSON.parse(goOn) as CarriedRequest
  const client = await findAskingClient(clients, issuer, carried.clientId)
  if (!client.ok) return client
  const redirectUri = readRedirectUri(client.value, carried.redirectUri)
  if (!redirectUri.ok) return refused(redirectUri.refusal)
  return accepted({ ...carried, client: client.value, redirectUri: redirectUri.value })
}

/** How people sign in to a client: with Damson, with an identity provider, or as they like. */
export function signInOf({ resource }: Client): 'own' | 'external' | 'both' {
  return resource.signIn ?? 'both'
}
