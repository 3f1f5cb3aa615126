import { expect, test } from 'vitest'
import { collectGarbage } from './index.ts'

test('what nothing refers to is given back, and no code is left with the function that collects', async () => {
  let large: unknown = Array.from({ length: 200_000 }, (_, n) => ({ n }))
  const reference = new WeakRef(large as object)
  large = undefined
  // A WeakRef holds until the end of the turn in which it was made.
  await new Promise<void>((resolve) => setTimeout(resolve))
  collectGarbage()
  expect(reference.deref()).toBeUndefined()
  expect('gc' in globalThis).toBe(false)
})
