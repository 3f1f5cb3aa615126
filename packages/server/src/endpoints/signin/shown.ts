import type { FastifyRequest } from 'fastify'
import { queryOf } from '#answers'

/**
 * What an address of ours wants beside the request that it carries: a page to be answered, also where the request alone
 * would lead on to a provider; or the one for the emergency account.
 */
export type Shown = 'page' | 'emergency'

/** The query of a request that shows a page, whatever it would lead to. A person who comes back from a provider is asked. */
export function showing(query: string, shown: Shown = 'page'): string {
  return `${query}&show=${shown}`
}

export function shownIn(request: FastifyRequest): Shown | undefined {
  return readShown(new URLSearchParams(queryOf(request)).get('show'))
}

export function readShown(given: string | null | undefined): Shown | undefined {
  return given === 'page' || given === 'emergency' ? given : undefined
}
