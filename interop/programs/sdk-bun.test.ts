import { expect, test } from 'vitest'
import { hostFile, startSdkHost } from '../src/sdk-host.ts'

test('the SDK in Bun, by import and by require', async () => {
  const host = await startSdkHost()
  const bun = hostFile('@oven/bun-linux-x64/bin/bun')
  try {
    await host.expectFlow(bun, ['imported.mjs'], { isOne: expect.any(Boolean) })
    await host.expectFlow(bun, ['required.cjs'])
  } finally {
    await host.close()
  }
})
