/**
 * Owns: long work in slices, so that others have their turn on the thread meanwhile. Does not own: the work, which says
 * itself where it may be interrupted. Asked by: the domain, for what grows with a body (policies, search indexes).
 */

/** Work that yields where it may be interrupted; `Steps` of `@damson/fhir` is such work. */
type Interruptible<T> = Iterator<undefined, T, undefined>

/** Short beside the 100 ms that a request may wait for others, long beside what an interruption costs. */
const SLICE_MS = 8

/** Does the work, and lets others have their turn after each slice of it. Short work is done at once. */
export async function inSlices<T>(work: Interruptible<T>): Promise<T> {
  for (;;) {
    const end = performance.now() + SLICE_MS
    do {
      const step = work.next()
      if (step.done === true) return step.value
    } while (performance.now() < end)
    await nextTurn()
  }
}

const waiting: (() => void)[] = []
let isServing = false

/** One slice for each turn of the event loop, however many works are under way: all else waits for no more than one. */
function nextTurn(): Promise<void> {
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
