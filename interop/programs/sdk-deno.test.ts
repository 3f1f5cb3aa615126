import { expect, test } from 'vitest'
import { hostFile, startSdkHost } from '../src/sdk-host.ts'

test('the SDK in Deno', async () => {
  const host = await startSdkHost()
  try {
    const words = ['run', '--allow-all', '--no-lock', '--node-modules-dir=manual', 'imported.mjs']
    await host.expectFlow(hostFile('@deno/linux-x64-glibc/deno'), words, { isOne: expect.any(Boolean) })
  } finally {
    await host.close()
  }
})
