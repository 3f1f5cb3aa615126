import type { ProjectIdentityProvider } from '@damson/sdk'
import { Refusal } from '#api'

export type StoredProvider = ProjectIdentityProvider & { readonly id: string }

/** What each part of a provider's page works on: the provider as it was read, and its version. */
export interface ProviderProps {
  readonly provider: StoredProvider
  readonly etag: string | undefined
}

export const providerPath = (id: string): string => `fhir/R4/ProjectIdentityProvider/${encodeURIComponent(id)}`

const SETTING = /^ProjectIdentityProvider\.identityProvider\.(\w+)/

/** The setting that a refusal is about; undefined where it names none. */
export function settingAt(error: Error | null): string | undefined {
  if (!(error instanceof Refusal)) return undefined
  return SETTING.exec(error.outcome?.issue[0]?.expression?.[0] ?? '')?.[1]
}
