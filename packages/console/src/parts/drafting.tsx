import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { Answer } from '#api'
import { useSaving } from './conflict.tsx'

export interface Draft<T> {
  /** What is shown: what was typed, else what the server has. */
  readonly value: T
  readonly isChanged: boolean
  /** What the server had when the person began. */
  readonly begun: T
  set(next: T): void
  discard(): void
  /** True when it was saved. When somebody else was faster, `dialog` asks. */
  save(headers?: Readonly<Record<string, string>>): Promise<boolean>
  readonly isBusy: boolean
  readonly error: Error | null
  readonly dialog: ReactNode
}

/**
 * A resource that is edited in many fields and saved at once. What was typed stays when the resource is read again, and is
 * held against the version that it began with.
 */
export function useDraft<T>(path: string, read: Answer<T>): Draft<T> {
  const saving = useSaving()
  const queries = useQueryClient()
  const [draft, setDraft] = useState<{ readonly value: T; readonly begun: Answer<T> }>()
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<Error | null>(null)
  const { value, begun } = draft ?? { value: read.body, begun: read }
  const save: Draft<T>['save'] = async (headers) => {
    setBusy(true)
    setError(null)
    try {
      const saved = await saving.save(path, value, begun.etag, headers)
      await queries.invalidateQueries()
      setDraft(undefined)
      return saved !== undefined
    } catch (cause) {
      setError(cause instanceof Error ? cause : new Error(String(cause)))
      return false
    } finally {
      setBusy(false)
    }
  }
  return {
    value,
    begun: begun.body,
    isChanged: draft !== undefined && JSON.stringify(value) !== JSON.stringify(begun.body),
    set(next) {
      setError(null)
      setDraft({ value: next, begun })
    },
    discard() {
      setError(null)
      setDraft(undefined)
    },
    save,
    isBusy,
    error,
    dialog: saving.dialog,
  }
}
