/**
 * Work that can be interrupted: other work can run at each `yield`. The result is the same however often it is
 * interrupted, if its input does not change in the meantime.
 */
export type Steps<T> = Generator<undefined, T, undefined>

/**
 * Runs all the steps at once, and returns the result.
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
