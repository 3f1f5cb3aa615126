import type { IdentityProvider } from '@damson/sdk'

/** The kinds of provider that the console knows, in the order in which it offers them. */
export const TEMPLATES = ['okta', 'auth0', 'entra', 'google', 'cognito', 'other'] as const
export type Template = (typeof TEMPLATES)[number]

/** What one knows of the provider, and pastes from its own console. */
export interface Pasted {
  /** The domain, tenant or issuer, as the provider's console shows it. */
  readonly where: string
  /** The e-mail domains that it may vouch for. */
  readonly emailDomains: string
  readonly profileType: 'Practitioner' | 'Patient'
  readonly name: string
}

const bare = (where: string): string =>
  where
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/\/+$/, '')

/**
 * The issuer of a provider (OpenID Connect Discovery §4), from what its console shows. Undefined when it cannot be one:
 * then the field says what to paste.
 */
export function issuerOf(template: Template, where: string): string | undefined {
  const host = bare(where)
  // One that a developer plays on this machine, with the paths of the real one.
  if (template !== 'google' && isAddress(where) && !/^https:/i.test(where.trim())) return where.trim()
  if (template === 'google') return 'https://accounts.google.com'
  if (host === '' || /[\s?#]/.test(host)) return undefined
  switch (template) {
    case 'okta':
      // The org's own server signs access tokens that only Okta can check: a custom one is named.
      return /\/oauth2\/[\w-]+$/.test(host) ? `https://${host}` : `https://${host.split('/')[0]}/oauth2/default`
    case 'auth0':
      return `https://${host.split('/')[0]}/`
    case 'entra': {
      const tenant = /([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/i.exec(host)?.[1]
      return tenant === undefined ? undefined : `https://login.microsoftonline.com/${tenant}/v2.0`
    }
    case 'cognito': {
      const pool = /([a-z]{2}(?:-[a-z]+)+-\d)_\w+/.exec(host)
      return pool === null ? undefined : `https://cognito-idp.${pool[1]}.amazonaws.com/${pool[0]}`
    }
    case 'other':
      return isAddress(where) ? where.trim() : undefined
  }
}

/** Only `https`; plain `http` to this machine while one develops. The server decides. */
function isAddress(text: string): boolean {
  if (!URL.canParse(text.trim())) return false
  const { protocol, hostname } = new URL(text.trim())
  return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname))
}

/** The element `identityProvider` of a resource. Throws when `issuerOf` finds none. */
export function settingsOf(template: Template, pasted: Pasted): IdentityProvider {
  const issuer = issuerOf(template, pasted.where)
  if (issuer === undefined) throw new TypeError('This cannot be an issuer.')
  const emailDomain = pasted.emailDomains.split(/[\s,;]+/).filter((one) => one !== '')
  return {
    name: pasted.name,
    ...(issuer.includes('/.well-known/') ? { discoveryUrl: issuer } : { issuer }),
    profileType: [pasted.profileType],
    ...(emailDomain.length > 0 && { emailDomain }),
    ...(template === 'okta' && { acceptsSecondFactor: true }),
  }
}
