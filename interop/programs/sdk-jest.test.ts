import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { placeApp, run } from '../src/program.ts'
import { hostFile, startSdkHost } from '../src/sdk-host.ts'

test('the SDK in Jest: in Node and in jsdom', async () => {
  const host = await startSdkHost()
  try {
    const cwd = placeApp('sdk-jest', 'hosts')
    copyFileSync(join(host.folder, 'flow.cjs'), join(cwd, 'flow.cjs'))
    const words = [hostFile('jest/bin/jest.js'), '--ci', '--no-cache', '--json', '--rootDir', cwd]
    // It fails with what Jest says of the tests in `apps/sdk-jest`.
    const report = await run(hostFile('node-20-18/bin/node'), words, { cwd, env: host.env })
    expect(JSON.parse(report)).toMatchObject({ numPassedTests: 3, numFailedTests: 0 })
  } finally {
    await host.close()
  }
})
