import type { Provider } from './provider.ts'
import type { ProviderKey } from './provider-key.ts'

/** How Google and Apple call themselves in their id tokens. */
export const GOOGLE = 'https://accounts.google.com'
export const APPLE = 'https://appleid.apple.com'

/** The key of Google as a project's site has it: by the client id that its pages use for Google's button. */
export function googleKey(project: string, googleClientId: string): ProviderKey {
  return { kind: 'site', id: `${project}:${googleClientId}` }
}

/** Whose site it is, and by which client id it has Google; undefined for any other provider. */
export function readGoogleKey({
  kind,
  id,
}: ProviderKey): { readonly project: string; readonly googleClientId: string } | undefined {
  const [, project, googleClientId] = (kind === 'site' && /^([0-9a-f-]{36}):(.+)$/.exec(id)) || []
  return project === undefined || googleClientId === undefined ? undefined : { project, googleClientId }
}

/** Google, for the people of one project. It brings nobody along. */
export function googleProvider(project: string, googleClientId: string, issuer: string): Provider {
  const discoveryUrl = `${issuer}/.well-known/openid-configuration`
  return {
    key: googleKey(project, googleClientId),
    project,
    issuer,
    name: 'Google',
    settings: { issuer, discoveryUrl, clientId: googleClientId },
    emailDomains: [],
    configHash: '',
    isTested: true,
  }
}
