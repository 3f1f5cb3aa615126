import { domainOfEmail, normaliseDomain } from '#domain/users'
import type { ExternalPerson } from './person.ts'
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

/**
 * A person of Google, with the domain that Google may vouch for: of its own mail, and of the organisation whose accounts
 * it runs (`hd`). Any other address may have been somebody else's when the account was made.
 */
export function vouchedByGoogle(person: ExternalPerson): ExternalPerson {
  const { claims, email = '', provider } = person
  const domain = domainOfEmail(email)
  const isIts = domain === 'gmail.com' || (typeof claims['hd'] === 'string' && normaliseDomain(claims['hd']) === domain)
  return { ...person, provider: { ...provider, emailDomains: isIts ? [domain] : [] } }
}
