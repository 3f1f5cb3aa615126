import type { UseQueryResult } from '@tanstack/react-query'
import { useState } from 'react'
import type { Answer } from '#api'

export interface Version<T> {
  readonly body: T
  readonly etag: string | undefined
}

export interface Begun<T> extends Version<T> {
  /** Begins anew with what the server has now; undefined if it did not tell. */
  renew(): Promise<T | undefined>
}

/**
 * The version that an editor began from. What is read meanwhile takes nothing away that was typed: it is met when this is
 * saved, with its version.
 */
export function useBegun<T>(first: Version<T>, of: UseQueryResult<Answer<T>>): Begun<T> {
  const [begun, setBegun] = useState(first)
  const renew = async (): Promise<T | undefined> => {
    const { data } = await of.refetch()
    if (data === undefined) return undefined
    setBegun({ body: data.body, etag: data.etag })
    return data.body
  }
  return { ...begun, renew }
}
