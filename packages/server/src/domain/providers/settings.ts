import { type IdentityProvider, validate } from '@damson/fhir'
import { z } from 'zod'
import { Secret } from '#base/secret'
import { APPLE, GOOGLE } from './google.ts'
import { plainHttpProblem, providerProblem } from './provider-problem.ts'

/** A provider of the operator's, with its secrets. */
export interface OperatorProvider {
  readonly name: string
  readonly settings: IdentityProvider
  readonly clientSecret: Secret | undefined
  readonly userInfoApiKey: Secret | undefined
}

const isHere = (text: string): boolean => /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/|$)/.test(text)

function issuerOr(usual: string) {
  const error = `is ${usual}, or on a developer's machine an http address of that machine`
  return z
    .string()
    .default(usual)
    .refine((text) => text === usual || isHere(text), { error })
}

/**
 * The settings of identity providers for the whole server. `providers` is a JSON object: a short name → an IdentityProvider.
 */
export const FederationSettings = z.strictObject({
  /** Google's and Apple's issuers; a stand-in on this machine, for developers and tests, and nothing else. */
  googleIssuer: issuerOr(GOOGLE),
  appleIssuer: issuerOr(APPLE),
  /** Issuers whose access tokens are taken as Bearer, each exactly as it writes itself in `iss`. None: no token is. */
  bearerIssuers: z
    .string()
    .default('')
    .transform((text) => [...new Set(text.split(',').map((part) => part.trim()))].filter((part) => part !== ''))
    .refine((issuers) => issuers.every(isIssuerUrl), {
      error:
        'is a list by comma of issuers as their tokens name them: ' +
        "https URLs without credentials, query and fragment, or on a developer's machine http addresses of that machine",
    }),
  providers: z
    .string()
    .optional()
    .transform((text, context): readonly OperatorProvider[] => {
      const read = text === undefined ? [] : readProviders(text)
      if (typeof read !== 'string') return read
      context.addIssue({ code: 'custom', message: read })
      return z.NEVER
    }),
})
export type FederationSettings = Readonly<z.infer<typeof FederationSettings>>

/** What is wrong with the operator's providers outside development, in a sentence; undefined where nothing is. */
export function operatorsOverHttp({ providers }: FederationSettings): string | undefined {
  const [found] = providers.flatMap(({ name, settings }) => {
    const problem = plainHttpProblem(settings)
    return problem === undefined ? [] : [`${name}: ${problem.text}`]
  })
  return found
}

/** OpenID Connect Discovery §3: an https URL with no query and no fragment. */
function isIssuerUrl(text: string): boolean {
  if (!URL.canParse(text) || /[?#\s]/.test(text)) return false
  const { protocol, username, password } = new URL(text)
  return username === '' && password === '' && (protocol === 'https:' || isHere(text))
}

/** The providers, or the sentence that says what is wrong. No secret is in it. */
function readProviders(text: string): readonly OperatorProvider[] | string {
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {
    return 'is a JSON object of identity providers, or `file:` and the path of one'
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read))
    return 'is a JSON object: a short name → a provider'
  const providers: OperatorProvider[] = []
  for (const [name, identityProvider] of Object.entries(read)) {
    if (!/^[a-z][a-z0-9-]{0,29}$/.test(name)) return `"${name.slice(0, 40)}" is no short name: a-z, 0-9 and hyphens`
    const [issue] = validate({ resourceType: 'ClientApplication', identityProvider })
    if (issue !== undefined) return `${name}${fieldOf(issue.expression)}: ${issue.text}`
    const { clientSecret, userInfoApiKey, ...settings } = identityProvider as IdentityProvider
    const problem = providerProblem(settings, clientSecret !== undefined)
    if (problem !== undefined) return `${name}: ${problem.text}`
    providers.push({
      name,
      settings,
      clientSecret: clientSecret === undefined ? undefined : new Secret(clientSecret),
      userInfoApiKey: userInfoApiKey === undefined ? undefined : new Secret(userInfoApiKey),
    })
  }
  return providers
}

/** Where in the provider: the names of fields, which are no secrets, and no values. */
function fieldOf(expression: string): string {
  return expression.replace(/^ClientApplication\.identityProvider/, '').slice(0, 80)
}
