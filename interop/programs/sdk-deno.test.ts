import { expect, test } from 'vitest'
import { FLOW, hostFile, startSdkHost } from '../src/sdk-host.ts'

test('the SDK in Deno', async () => {
  const host = await startSdkHost()
  try {
    const words = ['run', '--allow-all', '--no-lock', '--node-modules-dir=manual', 'imported.mjs']
    const told = await host.told(hostFile('@deno/linux-x64-glibc/deno'), words)
    expect(told).toEqual({ ...FLOW, isOne: true })
  } finally {
    await host.close()
  }
})
