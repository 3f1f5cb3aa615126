import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../src/program.ts'
import { FLOW, hostFile, type SdkHost, startSdkHost } from '../src/sdk-host.ts'

describe('the SDK in Node', () => {
  let host: SdkHost
  beforeAll(async () => {
    host = await startSdkHost()
  })
  afterAll(() => host.close())

  test.each([
    ['20.18', 'node-20-18/bin/node', /^v20\.18\./],
    ['20', 'node-20/bin/node', /^v20\./],
    ['22', 'node-22/bin/node', /^v22\./],
    ['24', process.execPath, /^v24\./],
  ])('%s, by require and by import, with one set of classes', async (_version, path, version) => {
    const node = path.startsWith('/') ? path : hostFile(path)
    expect(await run(node, ['--version'], { cwd: host.folder })).toMatch(version)
    expect(await host.told(node, ['required.cjs'])).toEqual(FLOW)
    expect(await host.told(node, ['imported.mjs'])).toEqual({ ...FLOW, isOne: true })
  })
})
