import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { calmMs } from './calm.ts'

const held = (ms: number): void => {
  for (const until = performance.now() + ms; performance.now() < until; );
}

test('what a work waits for counts, and what the process was kept from running does not', async () => {
  expect(await calmMs(() => sleep(300))).toBeGreaterThan(200)
  const ms = await calmMs(async () => {
    await sleep(20)
    held(400)
    await sleep(20)
  })
  expect(ms).toBeLessThan(200)
})
