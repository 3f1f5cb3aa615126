import type { FastifyRequest } from 'fastify'
import { providerOfAddress } from '#domain/email-domains'
import { providersOfBrowser } from '#domain/identities'
import { SYSTEM_PROJECT } from '#domain/projects'
import { type Provider, writeProviderKey } from '#domain/providers'
import type { Browser } from '#pages'
import type { AccountDeps } from './dependencies.ts'

/**
 * The providers with which a person may sign in to their account here. At a project's address: all that the project offers,
 * those that this browser used first. At the server's own: those that this browser used, and the operator's. Once an address is typed: that of its domain.
 */
export async function offeredProviders(
  deps: AccountDeps,
  { issuer: { project } }: FastifyRequest,
  { hash }: Browser,
  email: string | undefined,
): Promise<readonly Provider[]> {
  const { db, providers } = deps
  if (email !== undefined) {
    const key = await providerOfAddress(db, { project, email })
    const found = key === undefined ? undefined : await providers.byKey(key)
    return found === undefined ? [] : [found]
  }
  const used = (await providersOfBrowser.rows(db, hash)).flatMap((one) =>
    project === undefined || one.project === project ? [one.providerKey] : [],
  )
  const known = await Promise.all(used.map((key) => providers.byKey(key)))
  const operators = await providers.ofProject(SYSTEM_PROJECT)
  const ofProject = project === undefined ? [] : await providers.ofProject(project)
  const offered = [...known, ...ofProject, ...operators].flatMap((one) => (one?.isOffered === true ? [one] : []))
  // Several apps may have the same one: a person is the same by each, and needs one button.
  return offered.filter((one, at) => offered.findIndex((other) => isSame(one, other)) === at)
}

/** One registration at one issuer, whichever app it was entered for. */
function isSame({ settings: one }: Provider, { settings: other }: Provider): boolean {
  const issuerOf = ({ issuer, discoveryUrl }: Provider['settings']): string | undefined => discoveryUrl ?? issuer
  return issuerOf(one) === issuerOf(other) && one.clientId === other.clientId
}

/** Where a sign-in with a provider begins; `again`: a page for which the signed-in person proves themselves once more. */
export function addressOfProvider({ key }: Provider, again?: string): string {
  const query = { provider: writeProviderKey(key), ...(again !== undefined && { again }) }
  return `/auth/external/account?${new URLSearchParams(query).toString()}`
}
