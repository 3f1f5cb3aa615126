/** In Vitest's worker: the tests of a file, on sources with a defect or none. */
import type * as testkit from '@damson/testkit'
import { afterAll } from 'vitest'
import { plant, plantNothing, preparePlanting } from './plant.ts'
import { PLANTED } from './tested-files.ts'

preparePlanting()
// All that leads to a defect is known, and what does not lead there is loaded once.
await import('@damson/server')
await import('@damson/testkit')

/** Loads the tests once more, so that Vitest hears of them. */
export async function loadTests(file: string, number: number, withDefect: boolean): Promise<void> {
  const defect = withDefect ? PLANTED.defects[number] : undefined
  const imported = defect === undefined ? plantNothing(number) : plant(defect, number)
  await imported(file)
  // Its servers would look around for as long as this worker lives.
  if (defect !== undefined)
    afterAll(async () => (await imported<typeof testkit>('testkit/src/index.ts')).endSharedWorlds())
}
