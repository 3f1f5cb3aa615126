import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { type Change, useSaving } from './conflict.tsx'
import { useHere } from './here.ts'
import { notify } from './notices.tsx'
import type { Version } from './typed.ts'

export interface Changing {
  /**
   * Saves, and reads again what is shown. Undefined when it was not saved: then `error` says why, or the person took the other
   * version. While what is there is what they have `begun` with, nobody is asked.
   */
  change<T = unknown>(
    path: string,
    body: unknown,
    ifMatch: string | undefined,
    headers?: Readonly<Record<string, string>>,
    begun?: unknown,
  ): Promise<Version<T> | undefined>
  /** The same for what is changed otherwise than by PUT. */
  meet<T>(change: Change<T>): Promise<T | undefined>
  readonly isBusy: boolean
  readonly error: Error | null
  /** What was refused is typed anew. */
  clear(): void
  /** Stands somewhere in the view: it opens where somebody else was faster. */
  readonly dialog: ReactNode
  /** It is open. */
  readonly isMet: boolean
}

/**
 * Changes a resource whose version was read, with what a form needs to show of it.
 *
 * @param onTheirs  Called when the person has taken what somebody else saved: what they typed themselves goes.
 */
export function useChanging(onTheirs?: () => void): Changing {
  const saving = useSaving()
  const isHere = useHere()
  const queries = useQueryClient()
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<Error | null>(null)
  const during = async <T,>(change: () => Promise<T | undefined>): Promise<T | undefined> => {
    setBusy(true)
    setError(null)
    try {
      const saved = await change()
      await queries.invalidateQueries()
      if (saved === undefined) onTheirs?.()
      return saved
    } catch (cause) {
      const problem = cause instanceof Error ? cause : new Error(String(cause))
      if (isHere()) setError(problem)
      else notify(problem)
      return undefined
    } finally {
      setBusy(false)
    }
  }
  return {
    change: <T,>(...asked: Parameters<Changing['change']>) => during(() => saving.save<T>(...asked)),
    meet: (change) => during(() => saving.meet(change)),
    isBusy,
    error,
    clear: () => setError(null),
    dialog: saving.dialog,
    isMet: saving.isMet,
  }
}
