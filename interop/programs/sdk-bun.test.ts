import { expect, test } from 'vitest'
import { FLOW, hostFile, startSdkHost } from '../src/sdk-host.ts'

test('the SDK in Bun, by import and by require', async () => {
  const host = await startSdkHost()
  const bun = hostFile('@oven/bun-linux-x64/bin/bun')
  try {
    expect(await host.told(bun, ['imported.mjs'])).toEqual({ ...FLOW, isOne: true })
    expect(await host.told(bun, ['required.cjs'])).toEqual(FLOW)
  } finally {
    await host.close()
  }
})
