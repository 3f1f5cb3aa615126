import {
  type QueryKey,
  type UseMutationResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useEffect } from 'react'
import { Refusal } from './refusal.ts'
import { type Answer, type Ask, request } from './request.ts'

/** Reads an address. It is read again when the person comes back to the tab, and after each act. */
export function useRead<T>(
  path: string | undefined,
  options: { readonly everyMs?: number } = {},
): UseQueryResult<Answer<T>> {
  return useQuery({
    queryKey: [path] satisfies QueryKey,
    queryFn: ({ signal }) => request<T>(path ?? '', { signal }),
    enabled: path !== undefined,
    refetchInterval: options.everyMs ?? false,
  })
}

/** A list that comes in pages: each answer says where the next one is. */
export interface Paged<T, Row> {
  readonly rows: (body: T) => readonly Row[]
  /** The path of the next page; undefined at the end. */
  readonly next: (body: T) => string | undefined
  /** How many rows there are on all pages, if the answer says so. */
  readonly total?: (body: T) => number | undefined
}

export interface Pages<Row> {
  readonly rows: readonly Row[]
  readonly total?: number | undefined
  readonly isLoading: boolean
  readonly error: Error | null
  readonly hasMore: boolean
  readonly isLoadingMore: boolean
  loadMore(): void
  again(): void
}

/** Reads a list page by page. `loadMore` is what a table calls when its end comes into view. */
export function usePages<T, Row>(
  path: string | undefined,
  { rows, next, total }: Paged<T, Row>,
  options: { readonly everyMs?: number } = {},
): Pages<Row> {
  const query = useInfiniteQuery({
    queryKey: ['pages', path] satisfies QueryKey,
    queryFn: ({ pageParam, signal }) => request<T>(pageParam, { signal }),
    initialPageParam: path ?? '',
    getNextPageParam: (last) => next(last.body),
    enabled: path !== undefined,
    refetchInterval: options.everyMs ?? false,
  })
  const last = query.data?.pages.at(-1)
  return {
    total: last && total?.(last.body),
    rows: query.data?.pages.flatMap(({ body }) => rows(body)) ?? [],
    isLoading: query.isPending,
    error: query.error,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
    again: () => void query.refetch(),
  }
}

/** A list that one chooses from, with all of its pages. */
export function useWhole<T, Row>(path: string | undefined, paged: Paged<T, Row>): Pages<Row> {
  const pages = usePages(path, paged)
  const { hasMore, isLoadingMore, error, loadMore } = pages
  useEffect(() => {
    if (hasMore && !isLoadingMore && error === null) loadMore()
  }, [hasMore, isLoadingMore, error, loadMore])
  return pages
}

export interface Act extends Ask {
  readonly path: string
}

type Mutation<T> = UseMutationResult<Answer<T>, Error, Act>

export interface Acting<T>
  extends Pick<Mutation<T>, 'mutateAsync' | 'isPending' | 'isError' | 'error' | 'data' | 'variables' | 'reset'> {
  /** What comes after it comes, too, where the view that asked for it is gone by then. */
  mutate(act: Act, then?: { readonly onSuccess?: (answer: Answer<T>) => void }): void
}

/** Does something at the server; afterwards everything that is shown is read again. */
export function useAct<T = unknown>(): Acting<T> {
  const queries = useQueryClient()
  const mutation = useMutation({
    mutationFn: ({ path, ...ask }: Act) => request<T>(path, { method: 'POST', ...ask }),
    onSuccess: () => queries.invalidateQueries(),
    // Somebody else was faster: what is shown is not so any more. The view says it, and the next act is of what is so now.
    onError: (error) => (error instanceof Refusal && error.status === 412 ? queries.invalidateQueries() : undefined),
  })
  const { mutateAsync } = mutation
  const mutate: Acting<T>['mutate'] = (act, { onSuccess } = {}) =>
    void mutateAsync(act).then(onSuccess, () => {
      // The view shows `error`.
    })
  return { ...mutation, mutate }
}
