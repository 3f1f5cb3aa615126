import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'vitest'
import { placeApp, run } from '../src/program.ts'
import { hostFile, startSdkHost } from '../src/sdk-host.ts'

test('the SDK in Jest: in Node and in jsdom', async () => {
  const host = await startSdkHost()
  try {
    const cwd = placeApp('sdk-jest', 'hosts')
    copyFileSync(join(host.folder, 'flow.cjs'), join(cwd, 'flow.cjs'))
    const words = [hostFile('jest/bin/jest.js'), '--ci', '--no-cache', '--rootDir', cwd]
    await run(hostFile('node-20-18/bin/node'), words, { cwd, env: host.env })
  } finally {
    await host.close()
  }
})
