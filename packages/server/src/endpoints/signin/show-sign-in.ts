import type { FastifyReply } from 'fastify'
import { type Browser, brandOf, carryQuery, type Fault, type SignInStep, sendPage, wordsOf } from '#answers'
import type { Client } from '#domain/clients'
import { routeOf } from '#domain/domains'
import { SYSTEM_PROJECT } from '#domain/projects'
import type { AuthorizeRequest } from './authorize-request.ts'
import { queryOfRequest, sealRequest } from './carried-request.ts'
import { signInOf } from './external-asked.ts'
import type { SigninParts } from './parts.ts'
import { type ProviderButton, signInPage } from './sign-in-page.ts'

/** The sign-in page with the request sealed into it for this browser. */
export async function showSignIn(
  parts: SigninParts,
  reply: FastifyReply,
  status: number,
  browser: Browser,
  asked: {
    readonly step?: SignInStep
    readonly request: AuthorizeRequest
    readonly email: string | undefined
    readonly fault: Fault | undefined
  },
): Promise<FastifyReply> {
  const sealed = sealRequest(parts.keyring, asked.request, reply.request.issuer, browser, parts.clock.now())
  // What was typed goes along where the page leads, and stands in no address.
  const query = queryOfRequest({ ...asked.request, loginHint: asked.email ?? asked.request.loginHint })
  const again = carryQuery(parts, reply.request, 'authorize', query, browser)
  const brand = await brandOf(parts, asked.request.client.project)
  const routed = await routedButton(parts, asked.request.client, asked.email)
  const providers = routed === undefined ? await buttonsFor(parts, asked.request.client) : [routed]
  return sendPage(
    reply,
    status,
    signInPage(wordsOf(reply.request), {
      step: 'email',
      ...asked,
      // Whose domain has a provider of its own is asked for no password; the address can still be changed.
      ...(routed !== undefined && { step: 'email' }),
      providers,
      isExternalOnly: routed === undefined && signInOf(asked.request.client) === 'external',
      brand,
      sealed,
      again,
    }),
  )
}

/** The provider to which an address is sent, told by its domain alone. */
async function routedButton(
  { db, providers }: SigninParts,
  client: Client,
  email: string | undefined,
): Promise<ProviderButton | undefined> {
  const route = email === undefined ? undefined : await routeOf(db, { client, project: client.project, email })
  if (route?.domain === undefined || route.providerKey === undefined) return undefined
  const provider = await providers.byKey(route.providerKey)
  return provider === undefined ? undefined : { key: provider.key, name: provider.name }
}

/** The app's own provider first, then the operator's, where people may choose. */
async function buttonsFor({ providers }: SigninParts, client: Client): Promise<readonly ProviderButton[]> {
  const rule = signInOf(client)
  if (rule === 'own') return []
  const own = await providers.ofClient(client)
  const operators = rule === 'both' ? await providers.ofProject(SYSTEM_PROJECT) : []
  const isServers = ({ key }: ProviderButton): boolean => key.startsWith('server:')
  return [...(own === undefined ? [] : [own]), ...operators.filter(isServers)].map(({ key, name }) => ({ key, name }))
}
