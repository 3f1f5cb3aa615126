import { badRequest } from '#answers'
import type { FhirContext } from './dependencies.ts'
import { CURSOR } from './parsed-query.ts'

/** Seals a cursor: it may contain values of a resource, and belongs to one project and one kind of page. */
export function sealCursor({ deps, grantee }: FhirContext, kind: string, cursor: object): string {
  return deps.keyring.seal(JSON.stringify(cursor), `cursor:${grantee.project}:${kind}`)
}

/** Opens a cursor of ours, or answers 400. */
export function openCursor<T>({ deps, grantee }: FhirContext, kind: string, sealed: string): T {
  try {
    return JSON.parse(deps.keyring.unseal(sealed, `cursor:${grantee.project}:${kind}`).toString()) as T
  } catch {
    // One answer for an altered cursor, one of another search, and an invented one.
    throw badRequest('This page link is no longer valid: search again.', CURSOR, 'invalid_cursor')
  }
}

export function pageUrl(
  { issuer }: FhirContext,
  path: string,
  query: readonly (readonly [string, string])[],
  cursor?: string,
): string {
  const parameters = new URLSearchParams([
    ...query.map(([name, value]): [string, string] => [name, value]),
    ...(cursor === undefined ? [] : [[CURSOR, cursor] as [string, string]]),
  ])
  const text = parameters.toString()
  return `${issuer.fhirUrl}${path}${text === '' ? '' : `?${text}`}`
}

/** `_count` as a number between 1 and the most that a page holds. */
export function readCount(text: string | undefined, most: number, usual: number): number {
  if (text === undefined) return usual
  if (!/^\d{1,6}$/.test(text)) throw badRequest('_count must be a whole number.', '_count', 'invalid_count')
  return Math.min(Math.max(Number(text), 1), most)
}

export const MOST_ON_A_PAGE = 1_000
export const USUAL_ON_A_PAGE = 20
