import type { Provider } from './provider.ts'

/** How Google and Apple call themselves in their id tokens. */
export const GOOGLE = 'https://accounts.google.com'
export const APPLE = 'https://appleid.apple.com'

/** The key of Google as a project's site has it: by the client id that its pages use for Google's button. */
export function googleKey(project: string, googleClientId: string): string {
  return `site:${project}:${googleClientId}`
}

export function readGoogleKey(key: string): { readonly project: string; readonly googleClientId: string } | undefined {
  const [, project, googleClientId] = /^site:([0-9a-f-]{36}):(.+)$/.exec(key) ?? []
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
