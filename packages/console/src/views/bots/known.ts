import type { Bot } from '@damson/sdk'

export type KnownBot = Bot & { readonly id: string }
export const botPath = (id: string): string => `fhir/R4/Bot/${encodeURIComponent(id)}`
/** More than the server lets a Bot run, or code be bundled. */
export const LONGEST_MS = 90_000
