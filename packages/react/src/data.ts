'use client'
import type { DamsonClient, ResourceArray, ResourceMap, ResourceType, SearchQuery, WithId } from '@damson/sdk'
import { useEffect, useState } from 'react'
import { useClient } from './provider.ts'
import { useSignIn } from './sign-in.ts'

/** What was asked for, as far as it is there. */
export interface Asked<T> {
  /** The last answer. It stays while it is loaded again, and goes when something else is asked for. */
  readonly data: T | undefined
  /** Why the last try failed. */
  readonly error: unknown
  readonly isLoading: boolean
  /** Asks the server again. */
  readonly reload: () => void
}

/** The answer to a question, and the try that got it. */
interface Answer<T> {
  readonly key: string
  readonly turn: number
  readonly data?: T | undefined
  readonly error?: unknown
}

type Reading = { readonly cache?: 'reload' }

/**
 * Reads a resource as the person who is signed in.
 *
 * @example
 * ```tsx
 * const { data: patient, error } = useResource('Patient', id)
 * if (error !== undefined) return <p role="alert">{normalizeErrorString(error)}</p>
 * return <h1>{patient && getDisplayString(patient)}</h1>
 * ```
 *
 * @param resourceType  The type of the resource.
 * @param id  Its id; undefined as long as there is none.
 */
export function useResource<K extends ResourceType>(
  resourceType: K,
  id: string | undefined,
): Asked<WithId<ResourceMap[K]>> {
  return useAsked(id === undefined ? undefined : `${resourceType}/${id}`, (client, options) =>
    client.readResource(resourceType, id ?? '', options),
  )
}

/**
 * Searches as the person who is signed in, and gives the first page. To go through all, call `searchAll` of the client.
 *
 * @example
 * ```tsx
 * const { data: patients = [], isLoading } = useSearch('Patient', { name: typed, _sort: 'family', _count: 20 })
 * return <ul aria-busy={isLoading}>{patients.map((patient) => <li key={patient.id}>{getDisplayString(patient)}</li>)}</ul>
 * ```
 *
 * @param resourceType  The type to search.
 * @param query  The search parameters; null as long as there is nothing to search for.
 */
export function useSearch<K extends ResourceType>(
  resourceType: K,
  query?: SearchQuery<K> | null,
): Asked<ResourceArray<WithId<ResourceMap[K]>>> {
  const client = useClient()
  // Objects are new with each rendering, their address is not.
  const search = query === null ? undefined : client.fhirSearchUrl(resourceType, query).search
  return useAsked(search === undefined ? undefined : `${resourceType}${search || '?'}`, (_client, options) =>
    client.searchResources(resourceType, search, options),
  )
}

function useAsked<T>(what: string | undefined, ask: (client: DamsonClient, options: Reading) => Promise<T>): Asked<T> {
  const client = useClient()
  const { status, profile } = useSignIn()
  const [turn, setTurn] = useState(0)
  const [answer, setAnswer] = useState<Answer<T>>()
  // Another person, or another question, has another answer: what is left of the last one is never shown.
  const key = what === undefined || profile === undefined ? undefined : `${profile.resourceType}/${profile.id} ${what}`
  useEffect(() => {
    if (key === undefined) return
    let isOver = false
    const take = (result: Pick<Answer<T>, 'data' | 'error'>): void => {
      if (!isOver) setAnswer((last) => ({ data: last?.key === key ? last.data : undefined, ...result, key, turn }))
    }
    ask(client, turn === 0 ? {} : { cache: 'reload' }).then(
      (data) => take({ data }),
      (error: unknown) => take({ error }),
    )
    return () => {
      isOver = true
    }
    // `ask` is new with each rendering, and asks what `key` says.
  }, [client, key, turn])
  const current = answer !== undefined && answer.key === key ? answer : undefined
  return {
    data: current?.data,
    error: current?.error,
    isLoading: key === undefined ? what !== undefined && status === 'loading' : current?.turn !== turn,
    reload: () => setTurn((last) => last + 1),
  }
}
