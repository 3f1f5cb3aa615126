import type { Bundle, Resource, ResourceMap, ResourceType } from '@damson/sdk'
import { configuration } from '#session'
import type { Paged } from './reading.ts'

/** The path of a FHIR search; what is undefined or empty is left out. */
export function searchPath(type: ResourceType, query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '',
  )
  const text = new URLSearchParams(given).toString()
  return `fhir/R4/${type}${text === '' ? '' : `?${text}`}`
}

/** How to read the pages of a FHIR search. */
export function fhirPages<K extends ResourceType>(_type: K): Paged<Bundle, ResourceMap[K] & { id: string }> {
  return {
    rows: ({ entry = [] }) =>
      entry.flatMap(({ resource }) => (isStored(resource) ? [resource as ResourceMap[K] & { id: string }] : [])),
    next: ({ link = [] }) => {
      const url = link.find(({ relation }) => relation === 'next')?.url
      return url === undefined ? undefined : relative(url)
    },
  }
}

function isStored(resource: Resource | undefined): resource is Resource & { id: string } {
  return resource?.id !== undefined
}

/** A link of an answer, as a path below the server's base. */
function relative(url: string): string {
  const { pathname, search } = new URL(url, configuration.baseUrl)
  const base = new URL(configuration.baseUrl).pathname
  return `${pathname.startsWith(base) ? pathname.slice(base.length) : pathname.slice(1)}${search}`
}
