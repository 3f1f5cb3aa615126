import { signInRuleOf } from '#domain/clients'
import { isHeldToProvider } from '#domain/email-domains'
import { SYSTEM_PROJECT } from '#domain/projects'
import { type Provider, readProviderKey, writeProviderKey } from '#domain/providers'
import type { AuthorizeRequest } from '../authorize/authorize-request.ts'
import type { SignInPageDeps } from '../dependencies.ts'

/** A provider that people of a client may use: its own, one of a domain of its project, or one of the operator. */
export async function providerFor(
  { db, providers }: Pick<SignInPageDeps, 'db' | 'providers'>,
  { client }: Pick<AuthorizeRequest, 'client'>,
  wanted: string | undefined,
): Promise<Provider | undefined> {
  const rule = signInRuleOf(client.resource)
  // An enforced domain uses its provider in every app.
  const key = readProviderKey(wanted ?? '')
  const mayBeOfDomain = key?.kind === 'domain' || key?.kind === 'provider'
  if (wanted !== undefined && mayBeOfDomain && (await isHeldToProvider(db, wanted))) {
    const found = await providers.byKey(wanted)
    return found !== undefined && [SYSTEM_PROJECT, client.project].includes(found.project) ? found : undefined
  }
  if (rule === 'own') return undefined
  const all = await providers.ofClient(client)
  // Without a name only one is meant: the first, as apps know it that were made with one.
  const own = wanted === undefined ? all[0] : all.find((one) => writeProviderKey(one.key) === wanted)
  if (wanted === undefined || own !== undefined) return own
  const found = key?.kind === 'server' ? await providers.byKey(wanted) : undefined
  return rule === 'both' ? found : undefined
}
