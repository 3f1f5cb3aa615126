import { type IdentityProvider, validate } from '@damson/fhir'
import { z } from 'zod'
import { Secret } from '#base/secret'
import { APPLE, GOOGLE } from './google.ts'
import { providerProblem } from './provider-problem.ts'

/** A provider of the operator's, with its secrets. */
export interface OperatorProvider {
  readonly name: string
  readonly settings: IdentityProvider
  readonly clientSecret: Secret | undefined
  readonly userInfoApiKey: Secret | undefined
}

function issuerOr(usual: string) {
  const isHere = (text: string): boolean => /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/|$)/.test(text)
  const error = `is ${usual}, or on a developer's machine an http address of that machine`
  return z
    .string()
    .default(usual)
    .refine((text) => text === usual || isHere(text), { error })
}

/** Identity providers for the whole server, as a JSON object: a short name → an IdentityProvider. */
export const FederationSettings = z.strictObject({
  /** Google's and Apple's issuers; a stand-in on this machine, for developers and tests, and nothing else. */
  googleIssuer: issuerOr(GOOGLE),
  appleIssuer: issuerOr(APPLE),
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
    if (issue !== undefined) return `${name}: ${issue.text}`
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
