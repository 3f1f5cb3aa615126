import { badRequest, type Form, readParameters } from '#answers'
import type { Keyring } from '#base/crypto'
import { told } from '#base/findings'

const MOST_ON_A_PAGE = 100
const USUAL_ON_A_PAGE = 20

/** The query of a list, with each of these parameters at most once and no others. */
export function parametersOf(query: string, known: readonly string[]): Form {
  const { form, repeated } = readParameters(new URLSearchParams(query))
  if (repeated !== undefined) throw badRequest('Send each parameter once.', undefined, 'repeated_parameter')
  if (form.entries.some(([name]) => !known.includes(name)))
    throw badRequest(
      told`Unknown parameter: send only ${known.slice(0, -1).join(', ')} and ${known.at(-1) ?? ''}.`,
      undefined,
      'unknown_parameter',
    )
  return form
}

/** The longest text that a list is searched for. */
export const LONGEST_NAME = 100

/** The parameter `name`, or another, without space around it; empty: all. `what`: which part of a name it is. */
export function nameOf(
  form: Form,
  what: 'a part of a name' | 'the beginning of a name',
  parameter: 'name' | 'client' = 'name',
): string {
  const name = form.get(parameter)?.trim() ?? ''
  if (name.length > LONGEST_NAME || !name.isWellFormed() || /[\p{Cc}]/u.test(name))
    throw badRequest(`${parameter} is ${what}, of at most ${LONGEST_NAME} characters.`, parameter, 'invalid_name')
  return name
}

/** How many rows a page has. */
export function countOf(form: Form): number {
  const count = form.get('_count') ?? String(USUAL_ON_A_PAGE)
  if (!/^\d{1,3}$/.test(count) || Number(count) < 1 || Number(count) > MOST_ON_A_PAGE)
    throw badRequest(`_count must be a whole number from 1 to ${MOST_ON_A_PAGE}.`, '_count', 'invalid_count')
  return Number(count)
}

/** The cursor of a page; undefined for the first page. `context`: the list and project that it is valid in. */
export function openedCursor<T>(keyring: Keyring, cursor: string | undefined, context: string): T | undefined {
  if (cursor === undefined) return undefined
  try {
    return JSON.parse(keyring.unseal(cursor, context).toString()) as T
  } catch {
    // One answer for an altered cursor, one of another list or project, and an invented one.
    throw badRequest('This page link is no longer valid: start again from the first page.', '_cursor', 'invalid_cursor')
  }
}
