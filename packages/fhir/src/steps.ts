/**
 * Work that can be interrupted: each `yield` is a place where others may have their turn. It computes the same value
 * however often it is interrupted, as long as nobody changes what it reads meanwhile.
 */
export type Steps<T> = Generator<undefined, T, undefined>

/**
 * Does all the steps at once, and returns what they lead to.
 *
 * @param steps From a function whose name ends with `Steps`, such as `indexSteps`.
 *
 * @example
 * ```ts
 * const patient = { resourceType: 'Patient', active: true }
 * console.log(allSteps(indexSteps(patient)).terms) // as indexEntries(patient)
 * ```
 */
export function allSteps<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}
