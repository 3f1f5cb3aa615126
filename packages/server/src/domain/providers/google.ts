import type { Provider } from './provider.ts'
import type { ProviderKey } from './provider-key.ts'

/** The issuers of Google's and Apple's id tokens. */
export const GOOGLE = 'https://accounts.google.com'
export const APPLE = 'https://appleid.apple.com'

/** The key of Google on a project's site: the project, and the client id of the Google button on its pages. */
export function googleKey(project: string, googleClientId: string): ProviderKey {
  return { kind: 'site', id: `${project}:${googleClientId}` }
}

/** The project of the site and its Google client id; undefined for any other provider. */
export function readGoogleKey({
  kind,
  id,
}: ProviderKey): { readonly project: string; readonly googleClientId: string } | undefined {
  const [, project, googleClientId] = (kind === 'site' && /^([0-9a-f-]{36}):(.+)$/.exec(id)) || []
  return project === undefined || googleClientId === undefined ? undefined : { project, googleClientId }
}

/** Google, for the people of one project. It creates no accounts. */
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
    isOffered: false,
  }
}
