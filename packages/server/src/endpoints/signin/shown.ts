import type { FastifyRequest } from 'fastify'
import { queryParametersOf } from '#answers'

/**
 * Extra parameters beside a carried request: show a page even if the request alone would continue to a provider, or show
 * the page of the emergency account, or the page to create an account.
 */
export type Shown = 'page' | 'emergency' | 'register'

/** The query of a request that always shows a page, so that a person who returns from a provider gets a choice. */
export function showing(query: string, shown: Shown = 'page'): string {
  return `${query}&show=${shown}`
}

export function shownIn(request: FastifyRequest): Shown | undefined {
  return readShown(queryParametersOf(request).get('show'))
}

export function readShown(given: string | null | undefined): Shown | undefined {
  return given === 'page' || given === 'emergency' || given === 'register' ? given : undefined
}
