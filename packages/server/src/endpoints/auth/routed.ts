import type { FastifyRequest } from 'fastify'
import type { Client } from '#domain/clients'
import { domainOfEmail, type Route } from '#domain/email-domains'

/** Where an address signs in, as the wire has it. */
export interface RoutedAnswer {
  readonly domain: string
  readonly authorizeUrl: string
}

/** The way to the provider that a route names; its domain is that of the address, also where the app sends everybody there. */
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
