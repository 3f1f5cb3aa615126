/** Display names of people and resources. */
import type { HumanName } from './generated/types.ts'
import type { Resource } from './wire.ts'

/**
 * A name as people write it.
 *
 * @example
 * ```ts
 * console.log(formatHumanName(patient.name?.[0]))
 * ```
 *
 * @param name  A name.
 * @returns Prefixes, given names, family name and suffixes; an empty text if there is no name.
 */
export function formatHumanName(name: HumanName | undefined): string {
  if (name === undefined) return ''
  const { prefix = [], given = [], family, suffix = [], text } = name
  const parts = [...prefix, ...given, family, ...suffix].filter((part) => part !== undefined && part !== '')
  return parts.length === 0 ? (text ?? '') : parts.join(' ')
}

/**
 * The name of a resource for display.
 *
 * @example
 * ```ts
 * console.log(`Signed in as ${getDisplayString(patient)}.`)
 * ```
 *
 * @param resource  Any resource.
 * @returns Its name or title; without one, its type and id.
 */
export function getDisplayString(resource: Resource): string {
  return (
    displayOf(resource) ??
    (resource.id === undefined ? resource.resourceType : `${resource.resourceType}/${resource.id}`)
  )
}

/** The name of a resource; undefined if it has none. */
export function displayOf(resource: Resource): string | undefined {
  const { name, title, deviceName, code } = resource as {
    readonly name?: unknown
    readonly title?: unknown
    readonly deviceName?: readonly { readonly name?: string }[]
    readonly code?: { readonly text?: string }
  }
  const found: unknown = [
    Array.isArray(name) ? formatHumanName(name[0] as HumanName | undefined) : name,
    title,
    deviceName?.[0]?.name,
    code?.text,
  ].find((text) => typeof text === 'string' && text !== '')
  return typeof found === 'string' ? found : undefined
}
