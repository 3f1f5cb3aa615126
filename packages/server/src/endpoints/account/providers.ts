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
  return [...new Map(offered.map((one) => [writeProviderKey(one.key), one])).values()]
}

/** Where a sign-in with a provider begins; `again`: a page for which the signed-in person proves themselves once more. */
export function addressOfProvider({ key }: Provider, again?: string): string {
  const query = { provider: writeProviderKey(key), ...(again !== undefined && { again }) }
  return `/auth/external/account?${new URLSearchParams(query).toString()}`
}
