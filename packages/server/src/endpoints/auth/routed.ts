import type { FastifyRequest } from 'fastify'
import type { Client } from '#domain/clients'
import { domainOfEmail, type Route } from '#domain/email-domains'

/** Where an address signs in, in Medplum's format. */
export interface RoutedAnswer {
  readonly domain: string
  readonly authorizeUrl: string
}

/** The address of the provider of a route. The domain is always that of the e-mail address. */
export function routedAnswer(
  { issuer }: FastifyRequest,
  client: Client | undefined,
  email: string,
  providerKey: NonNullable<Route['providerKey']>,
): RoutedAnswer {
  const query = new URLSearchParams({
    ...(client !== undefined && { client_id: client.id }),
    provider: providerKey,
    login_hint: email,
  })
  return { domain: domainOfEmail(email), authorizeUrl: `${issuer.url}auth/external/start?${query.toString()}` }
}
