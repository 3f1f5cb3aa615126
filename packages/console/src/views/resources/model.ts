import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { request } from '#api'

export interface SearchParameter {
  readonly name: string
  readonly type: string
  readonly documentation?: string
}

/** What the server says of one type. */
export interface TypeModel {
  readonly type: string
  readonly parameters: readonly SearchParameter[]
  readonly interactions: ReadonlySet<string>
}

interface Statement {
  readonly rest?: readonly {
    readonly resource?: readonly {
      readonly type: string
      readonly searchParam?: readonly SearchParameter[]
      readonly interaction?: readonly { readonly code: string }[]
    }[]
  }[]
}

/** The types of the server and their search parameters. They change with its version alone, so they are read once. */
export function useTypes(): UseQueryResult<ReadonlyMap<string, TypeModel>> {
  return useQuery({
    queryKey: ['types'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const { body } = await request<Statement>('fhir/R4/metadata', { signal })
      const resources = body.rest?.[0]?.resource ?? []
      return new Map(
        resources.map(({ type, searchParam = [], interaction = [] }) => [
          type,
          { type, parameters: searchParam, interactions: new Set(interaction.map(({ code }) => code)) },
        ]),
      )
    },
  })
}

/** How to write a value, by the type of its parameter. A key of the texts. */
export const HINTS = {
  date: 'hint.date',
  number: 'hint.number',
  quantity: 'hint.number',
  reference: 'hint.reference',
  string: 'hint.string',
  token: 'hint.token',
  uri: 'hint.uri',
} as const satisfies Readonly<Record<string, string>>

/** Parameters that every type has. */
export const OF_ALL: readonly SearchParameter[] = [
  { name: '_id', type: 'token' },
  { name: '_lastUpdated', type: 'date' },
  { name: '_sort', type: 'string' },
]
