import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useSaving } from './conflict.tsx'

export interface Changing {
  /** Saves, and reads again what is shown. Undefined when it was not saved: then `error` says why, or the person took the other version. */
  change(
    path: string,
    body: unknown,
    ifMatch: string | undefined,
  ): Promise<{ readonly etag: string | undefined } | undefined>
  readonly isBusy: boolean
  readonly error: Error | null
  /** What was refused is typed anew. */
  clear(): void
  /** Stands somewhere in the view: it opens where somebody else was faster. */
  readonly dialog: ReactNode
}

/**
 * Changes a resource whose version was read, with what a form needs to show of it.
 *
 * @param onTheirs  Called when the person has taken what somebody else saved: what they typed themselves goes.
 */
export function useChanging(onTheirs?: () => void): Changing {
  const { save, dialog } = useSaving()
  const queries = useQueryClient()
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<Error | null>(null)
  const change: Changing['change'] = async (path, body, ifMatch) => {
    setBusy(true)
    setError(null)
    try {
      const saved = await save(path, body, ifMatch)
      await queries.invalidateQueries()
      if (saved === undefined) onTheirs?.()
      return saved
    } catch (cause) {
      setError(cause instanceof Error ? cause : new Error(String(cause)))
      return undefined
    } finally {
      setBusy(false)
    }
  }
  return { change, isBusy, error, clear: () => setError(null), dialog }
}
