import type { Bundle } from '@damson/sdk'
import { fhirPages, type Paged } from '#api'
import type { NamedProps } from '#parts'

/** A resource of any type, as the list reads it. */
export interface Row {
  readonly id: string
  readonly meta?: { readonly lastUpdated?: string }
  readonly [element: string]: unknown
}

/** The pages of a search of any type. */
export function bundlePages(): Paged<Bundle, Row> {
  const { rows, next } = fhirPages('Basic')
  return { rows: (bundle) => rows(bundle) as unknown as readonly Row[], next }
}

/** One version of a resource, as its history lists it. */
export interface Version {
  readonly number: string
  readonly at: string | undefined
  /** Who made it. */
  readonly author: NamedProps | undefined
  readonly isDeletion: boolean
  readonly isFirst: boolean
}

export function historyPages(): Paged<Bundle, Version> {
  const { next } = fhirPages('Basic')
  return {
    next,
    rows: ({ entry = [] }) =>
      entry.flatMap(({ resource, request, response }) => {
        const number = /"(\d+)"/.exec(response?.etag ?? '')?.[1] ?? resource?.meta?.versionId
        if (number === undefined) return []
        const { author } = resource?.meta ?? {}
        return [
          {
            number,
            at: response?.lastModified ?? resource?.meta?.lastUpdated,
            author: author?.reference === undefined ? undefined : { reference: author.reference, name: author.display },
            isDeletion: request?.method === 'DELETE',
            isFirst: number === '1',
          },
        ]
      }),
  }
}
