import type { Provider } from '#domain/federation'
import { SYSTEM_PROJECT } from '#domain/projects'
import type { AuthorizeRequest } from './authorize-request.ts'
import { signInOf } from './external-asked.ts'
import type { SigninParts } from './parts.ts'

/** The provider that a client's people may use: its own, a domain's of its project, or one of the operator's. */
export async function providerFor(
  { providers }: Pick<SigninParts, 'providers'>,
  { client }: Pick<AuthorizeRequest, 'client'>,
  wanted: string | undefined,
): Promise<Provider | undefined> {
  const rule = signInOf(client)
  if (rule === 'own') return undefined
  const own = await providers.ofClient(client)
  if (wanted === undefined || wanted === own?.key) return own
  const found = /^(server|domain):/.test(wanted) ? await providers.byKey(wanted) : undefined
  if (found === undefined || ![SYSTEM_PROJECT, client.project].includes(found.project)) return undefined
  return rule === 'both' || found.key.startsWith('domain:') ? found : undefined
}
