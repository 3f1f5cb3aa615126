/**
 * Owns: long work in slices, so that other work runs on the thread in between. Does not own: the work, which decides
 * where it may be interrupted. Asked by: the domain, for work that grows with a body (policies, search indexes).
 */

/** Work that yields where it may be interrupted, such as `Steps` of `@damson/fhir`. */
type Interruptible<T> = Iterator<undefined, T, undefined>

/** Short compared with the 100 ms that a request may wait for others, long compared with the cost of an interruption. */
const SLICE_MS = 8

/** Whether work that began then has had its slice. */
export function isSliceOver(since: number): boolean {
  return performance.now() - since >= SLICE_MS
}

/** Does the work, and lets other work run after each slice. Short work is done at once. */
export async function inSlices<T>(work: Interruptible<T>): Promise<T> {
  for (;;) {
    const since = performance.now()
    do {
      const step = work.next()
      if (step.done === true) return step.value
    } while (!isSliceOver(since))
    await nextTurn()
  }
}

const waiting: (() => void)[] = []
let isServing = false

/** One slice per turn of the event loop, however much sliced work there is: everything else waits for at most one slice. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve)
    if (isServing) return
    isServing = true
    setImmediate(serve)
  })
}

function serve(): void {
  waiting.shift()?.()
  isServing = waiting.length > 0
  if (isServing) setImmediate(serve)
}
