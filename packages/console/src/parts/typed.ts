import { useState } from 'react'
import { type LostBy, useUnsaved } from './leaving.tsx'
import { isSame } from './same.ts'

export interface Version<T> {
  readonly body: T
  readonly etag: string | undefined
}

export interface Typed<T, V> {
  /** What is shown: what was typed, else what the server has. */
  readonly value: V
  /** The version to save with: once something is typed, that from which the person began. */
  readonly of: Version<T>
  set(value: V): void
  /** Nothing is typed any more: what the server has is shown. */
  drop(): void
  /**
   * Saves what is typed, by a function that answers what is there then, or undefined when it was not saved. What was saved is
   * no longer typed. What was typed since then stays, and begins from what was saved.
   */
  save(send: () => Promise<Version<T> | undefined>): Promise<Version<T> | undefined>
}

/**
 * What is typed into a small form of a resource. What is read meanwhile takes nothing of it away, nor is it overwritten
 * unseen: it is met when this is saved, with the version that it began from. Whoever leaves it unsaved is asked before.
 */
export function useTyped<T, V>(now: Version<T>, shown: (body: T) => V, lostBy?: LostBy): Typed<T, V> {
  const [typed, setTyped] = useState<Pick<Typed<T, V>, 'value' | 'of'>>()
  const [underWay, setUnderWay] = useState<{ readonly value: V }>()
  const { value, of } = typed ?? { value: shown(now.body), of: now }
  // What is under way is not lost by leaving: how it ends is said wherever the person is then.
  const isUnderWay = underWay !== undefined && underWay.value === value
  useUnsaved(typed !== undefined && !isUnderWay && !isSame(value, shown(of.body)), lostBy)
  return {
    value,
    of,
    set: (next) => setTyped({ value: next, of }),
    drop: () => setTyped(undefined),
    async save(send) {
      setUnderWay({ value })
      try {
        const saved = await send()
        if (saved !== undefined)
          setTyped((newer) =>
            newer === undefined || newer.value === value ? undefined : { value: newer.value, of: saved },
          )
        return saved
      } finally {
        setUnderWay(undefined)
      }
    },
  }
}
