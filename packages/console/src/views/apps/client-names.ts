import type { Bundle, ClientApplication } from '@damson/sdk'
import { useQueries } from '@tanstack/react-query'
import { request, searchPath } from '#api'

/** So many ids fit into an address. */
const AT_ONCE = 50

/** The names of the apps that are shown, by their ids, as far as the person may read them. */
export function useClientNames(ids: readonly string[]): ReadonlyMap<string, string> {
  const shown = [...new Set(ids)]
  const parts = Array.from({ length: Math.ceil(shown.length / AT_ONCE) }, (_, at) =>
    shown.slice(at * AT_ONCE, (at + 1) * AT_ONCE),
  )
  return useQueries({
    queries: parts.map((some) => {
      const path = searchPath('ClientApplication', { _id: some.join(','), _count: String(AT_ONCE) })
      return { queryKey: [path], queryFn: ({ signal }) => request<Bundle<ClientApplication>>(path, { signal }) }
    }),
    combine: (answers) =>
      new Map(
        answers
          .flatMap(({ data }) => data?.body.entry ?? [])
          .flatMap(({ resource: { id, name } = {} }) =>
            id === undefined || name === undefined ? [] : [[id, name] as const],
          ),
      ),
  })
}
