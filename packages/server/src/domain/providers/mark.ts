import type { ProjectIdentityProvider } from '@damson/fhir'
import { sha256Text } from '#base/crypto'
import { type Logo, logoOf } from '#domain/projects'

/** The picture on a provider's button, at an address that changes with it. */
export interface ProviderMark extends Logo {
  readonly address: string
  readonly version: string
}

/** Undefined if it has none, or one that would be refused today. */
export function markOf({ id = '', mark }: ProjectIdentityProvider): ProviderMark | undefined {
  const logo = mark === undefined ? undefined : logoOf({ signInForm: { logo: mark } })
  if (logo === undefined) return undefined
  const version = sha256Text(mark?.data ?? '').slice(0, 16)
  return { ...logo, version, address: `/assets/providers/${id}/${version}/mark` }
}
