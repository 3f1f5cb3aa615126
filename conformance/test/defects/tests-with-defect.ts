/** In Vitest's worker: the tests of a file, on sources with a defect or none. */
import { TESTED_DEFECTS } from './caught-by-tests/index.ts'
import { plant, plantNothing, preparePlanting } from './plant.ts'

preparePlanting()
// All that leads to a defect is known, and what does not lead there is loaded once.
await import('@damson/server')
await import('@damson/testkit')

/** Loads the tests once more, so that Vitest hears of them. */
export async function loadTests(file: string, number: number, withDefect: boolean): Promise<void> {
  const defect = withDefect ? TESTED_DEFECTS[number] : undefined
  const imported = defect === undefined ? plantNothing(number) : plant(defect, number)
  await imported(file)
}
