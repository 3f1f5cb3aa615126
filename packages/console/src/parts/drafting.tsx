import type { ReactNode } from 'react'
import { useChanging } from './changing.tsx'
import type { LostBy } from './leaving.tsx'
import { useTyped, type Version } from './typed.ts'

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
export function useDraft<T>(path: string, read: Version<T>, lostBy?: LostBy): Draft<T> {
  const typed = useTyped(read, (body): T => body, lostBy)
  const { change, clear, isBusy, error, dialog } = useChanging(typed.drop)
  const { value, of } = typed
  return {
    value,
    begun: of.body,
    isChanged: JSON.stringify(value) !== JSON.stringify(of.body),
    set(next) {
      clear()
      typed.set(next)
    },
    discard() {
      clear()
      typed.drop()
    },
    async save(headers) {
      const saved = await typed.save(() => change<T>(path, value, of.etag, headers, of.body))
      return saved !== undefined
    },
    isBusy,
    error,
    dialog,
  }
}
