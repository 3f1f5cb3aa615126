import { useState } from 'react'

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
  /** What was saved is no longer typed. What was typed since then stays, and begins from what was saved. */
  saved(value: V, as: Version<T>): void
}

/**
 * What is typed into a small form of a resource. What is read meanwhile takes nothing of it away, nor is it overwritten
 * unseen: it is met when this is saved, with the version that it began from.
 */
export function useTyped<T, V>(now: Version<T>, shown: (body: T) => V): Typed<T, V> {
  const [typed, setTyped] = useState<Pick<Typed<T, V>, 'value' | 'of'>>()
  const { value, of } = typed ?? { value: shown(now.body), of: now }
  return {
    value,
    of,
    set: (next) => setTyped({ value: next, of }),
    drop: () => setTyped(undefined),
    saved: (was, as) =>
      setTyped((newer) => (newer === undefined || newer.value === was ? undefined : { value: newer.value, of: as })),
  }
}
