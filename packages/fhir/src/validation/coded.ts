/** Required bindings of Coding and CodeableConcept. */
import type { Walk } from './walk.ts'

/**
 * Checks that at least one coding is in the value set.
 *
 * @param value A Coding, or a CodeableConcept. If it has only extensions, the concept is unknown, which is allowed.
 * @param codes The value set as `system|code`.
 */
export function checkCoded(walk: Walk, value: Readonly<Record<string, unknown>>, codes: ReadonlySet<string>): void {
  const codings = Array.isArray(value.coding) ? value.coding : [value]
  if (codings.some((coding) => codes.has(codingKey(coding)))) return
  if (value.coding === undefined && value.text === undefined && value.code === undefined) return
  const shown = [...codes].slice(0, 12).join(', ')
  walk.report(
    'code-invalid',
    `The concept must have one of the codings ${shown}${codes.size > 12 ? ' and others' : ''}.`,
  )
}

function codingKey(coding: unknown): string {
  if (typeof coding !== 'object' || coding === null) return ''
  const { system = '', code } = coding as { readonly system?: unknown; readonly code?: unknown }
  return typeof system === 'string' && typeof code === 'string' ? `${system}|${code}` : ''
}
