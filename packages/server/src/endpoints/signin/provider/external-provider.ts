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
  asked: string | undefined,
): Promise<Provider | undefined> {
  const rule = signInRuleOf(client.resource)
  // A page that was opened before a provider was moved has the key of then.
  const known = asked === undefined ? undefined : await providers.byKey(asked)
  const wanted = known === undefined ? asked : writeProviderKey(known.key)
  // An enforced domain uses its provider in every app.
  const key = readProviderKey(wanted ?? '')
  const mayBeOfDomain = key?.kind === 'domain' || key?.kind === 'provider'
  if (wanted !== undefined && mayBeOfDomain && (await isHeldToProvider(db, wanted)))
    return known !== undefined && [SYSTEM_PROJECT, client.project].includes(known.project) ? known : undefined
  if (rule === 'own') return undefined
  const all = await providers.ofClient(client)
  // Without a name only one is meant: the first, as apps know it that were made with one.
  const own = wanted === undefined ? all[0] : all.find((one) => writeProviderKey(one.key) === wanted)
  if (wanted === undefined || own !== undefined) return own
  return rule === 'both' && key?.kind === 'server' ? known : undefined
}
