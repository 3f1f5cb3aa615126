import { useSyncExternalStore } from 'react'

/** What goes on while the person looks at other views: kept for as long as the console is open. */
export interface Kept<T> {
  read(): T
  set(next: T): void
  /** What is kept now, shown anew whenever it changes. */
  use(): T
}

export function keep<T>(first: T): Kept<T> {
  let now = first
  const listeners = new Set<() => void>()
  const listen = (listener: () => void): (() => boolean) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  const read = (): T => now
  return {
    read,
    set(next) {
      now = next
      for (const listener of listeners) listener()
    },
    use: () => useSyncExternalStore(listen, read),
  }
}
