import { type Client, signInRuleOf } from '#domain/clients'
import { hasDomains, routeOf } from '#domain/email-domains'
import { SYSTEM_PROJECT } from '#domain/projects'
import type { Provider } from '#domain/providers'
import type { SignInPageDeps } from '../dependencies.ts'

/** The methods to sign in to a client, by its own rule and the domain of the address. */
export interface SignInMethods {
  /** The only provider for an address or for everyone, without a choice. */
  readonly only: Provider | undefined
  /** The address's domain is enforced: its provider decides, except for the emergency account. */
  readonly isOfDomain: boolean
  /** The providers to choose from. */
  readonly providers: readonly Provider[]
  /** The form: address and password, only an address (for enforced domains), or nothing. */
  readonly asks: 'password' | 'address' | 'nothing'
}

/** Depends only on the client and the address's domain. No account is looked up. */
export async function signInMethods(
  deps: SignInPageDeps,
  client: Client,
  email: string | undefined,
): Promise<SignInMethods> {
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
  // An address can need another method than the app's own provider.
  const maybeOther = await hasDomains(db, client.project)
  return {
    ...all,
    only: maybeOther && email === undefined ? undefined : leads,
    asks: maybeOther ? 'address' : 'nothing',
  }
}

/** The app's own providers first, then the operator's, if people may choose. */
async function buttonsFor({ providers }: SignInPageDeps, client: Client): Promise<readonly Provider[]> {
  const rule = signInRuleOf(client.resource)
  if (rule === 'own') return []
  const own = await providers.ofClient(client)
  const operators = rule === 'both' ? await providers.ofProject(SYSTEM_PROJECT) : []
  return [...own, ...operators.filter(({ key }) => key.kind === 'server')]
}
