import type { ClientApplication } from '@damson/fhir'
import { told } from '#base/findings'
import { invalid, type WriteRefusal } from '#domain/resources'
import type { Client } from './client.ts'
import { isCallable } from './logout-uris.ts'

/** What is wrong with the address at which an app begins a sign-in. */
export function initiateLoginProblem({ initiateLoginUri }: ClientApplication): WriteRefusal | undefined {
  return initiateLoginUri === undefined || isCallable(initiateLoginUri)
    ? undefined
    : invalid(
        'malformed_initiate_login_uri',
        told`initiateLoginUri is an https URL of at most 2000 characters, without credentials and fragment; http is for a
          loopback address in development.`,
        'ClientApplication.initiateLoginUri',
      )
}

/**
 * The address at which an app begins a sign-in by itself at this issuer (OpenID Connect Core §4). It brings no request of
 * ours with it, so that nobody can finish here what another person began.
 */
export function initiateLoginAt({ resource, active }: Client, issuerUrl: string): string | undefined {
  const uri = resource.initiateLoginUri
  if (!active || uri === undefined || !isCallable(uri)) return undefined
  const url = new URL(uri)
  url.searchParams.set('iss', issuerUrl)
  return url.href
}
