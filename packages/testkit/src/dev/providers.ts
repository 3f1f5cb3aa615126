import { startBetterAuth } from '../identity-providers/better-auth.ts'
import {
  type Claims,
  type IdentityProvider,
  PERSONAS,
  type PersonaName,
  type ProviderOptions,
  startIdentityProvider,
} from '../identity-providers/index.ts'

export type DevelopmentProviderName = PersonaName | 'better-auth'

/** Every provider that a developer can sign in with, by its short name. */
export interface DevelopmentProviders {
  readonly all: ReadonlyMap<DevelopmentProviderName, IdentityProvider>
  stop(): Promise<void>
}

/**
 * Starts one provider of each kind, for applications on this machine. Addresses, client ids and secrets are the same at
 * each start, so that existing configurations still work; keys and sessions are new.
 *
 * @param firstPort  The first of the ports in a row that they use; 0 for any free ports.
 * @throws {Error} When one of the ports is taken (`EADDRINUSE`); then no provider keeps running.
 */
export async function startDevelopmentProviders(firstPort: number): Promise<DevelopmentProviders> {
  const all = new Map<DevelopmentProviderName, IdentityProvider>()
  const stop = async (): Promise<void> => {
    for (const provider of all.values()) await provider.stop()
  }
  const names: readonly DevelopmentProviderName[] = [...(Object.keys(PERSONAS) as PersonaName[]), 'better-auth']
  try {
    for (const [at, name] of names.entries()) {
      const options: ProviderOptions = {
        // One redirect URI is required; any address of this machine is also accepted.
        redirectUris: ['http://localhost:8103/auth/external'],
        anyLoopbackRedirect: true,
        port: firstPort === 0 ? 0 : firstPort + at,
        clientSecret: `not-a-secret-at-${name}`,
      }
      all.set(name, await (name === 'better-auth' ? startBetterAuth(options) : startIdentityProvider(name, options)))
    }
  } catch (error) {
    await stop()
    throw error
  }
  return { all, stop }
}

/** The settings that a developer pastes into an application, and the people to sign in as. */
export function describeProviders({ all }: DevelopmentProviders): string {
  const entries = [...all.values()].map(({ name, issuer, clientId, clientSecret, tokenAuthMethod, people }) =>
    [
      `  ${name}: ${issuer}`,
      `    ${clientId} / ${clientSecret} (${tokenAuthMethod})`,
      `    ${people.map(({ label, claims }) => `${label} ${contact(claims)}`).join(', ')}`,
    ].join('\n'),
  )
  return ['Test identity providers, only on this machine; they ask for no password:', ...entries].join('\n\n')
}

function contact(claims: Claims): string {
  const { email, phone_number: phone, email_verified: verified = claims['phone_number_verified'] } = claims
  return `<${String(email ?? phone)}${verified === false || verified === 'false' ? ', unverified' : ''}>`
}
