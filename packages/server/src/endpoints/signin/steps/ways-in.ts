import { type Client, signInRuleOf } from '#domain/clients'
import { hasDomains, routeOf } from '#domain/email-domains'
import { SYSTEM_PROJECT } from '#domain/projects'
import type { Provider } from '#domain/providers'
import type { SignInPageDeps } from '../dependencies.ts'

/** How a person can sign in to a client, as far as its rule and the domain of their address tell. */
export interface WaysIn {
  /** The one provider that an address, or everybody, is sent to, where there is no choice. */
  readonly only: Provider | undefined
  /** The address's domain is held to its provider: that one decides, but for the emergency account. */
  readonly isOfDomain: boolean
  /** To choose from. */
  readonly providers: readonly Provider[]
  /** What else is asked for: an address and its password, an address that a domain may be held to, or nothing. */
  readonly asks: 'password' | 'address' | 'nothing'
}

/** Told by the client and the address's domain alone: whether anybody has the address is not looked up. */
export async function waysIn(deps: SignInPageDeps, client: Client, email: string | undefined): Promise<WaysIn> {
  const { db, providers } = deps
  const rule = signInRuleOf(client.resource)
  const route = await routeOf(db, { client, project: client.project, email })
  const leads = route?.providerKey === undefined ? undefined : await providers.byKey(route.providerKey)
  if (route?.domain !== undefined)
    return {
      only: leads,
      isOfDomain: leads !== undefined,
      providers: leads === undefined ? await buttonsFor(deps, client) : [leads],
      asks: rule === 'external' ? 'address' : 'password',
    }
  const all = { isOfDomain: false, providers: await buttonsFor(deps, client) }
  if (rule !== 'external') return { ...all, only: undefined, asks: 'password' }
  // An address may have another way than the app's own provider.
  const maybeOther = await hasDomains(db, client.project)
  return {
    ...all,
    only: maybeOther && email === undefined ? undefined : leads,
    asks: maybeOther ? 'address' : 'nothing',
  }
}

/** The app's own provider first, then the operator's, where people may choose. */
async function buttonsFor({ providers }: SignInPageDeps, client: Client): Promise<readonly Provider[]> {
  const rule = signInRuleOf(client.resource)
  if (rule === 'own') return []
  const own = await providers.ofClient(client)
  const operators = rule === 'both' ? await providers.ofProject(SYSTEM_PROJECT) : []
  return [...(own === undefined ? [] : [own]), ...operators.filter(({ key }) => key.kind === 'server')]
}
