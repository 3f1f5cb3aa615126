import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { FLOW, startSdkHost } from '../src/sdk-host.ts'

test('the SDK in a worker (workerd, by Miniflare)', async () => {
  const host = await startSdkHost()
  const outfile = join(host.folder, 'worker.bundle.mjs')
  try {
    // As the workers' own tool bundles.
    const conditions = ['workerd', 'worker', 'browser']
    await build({ entryPoints: [join(host.folder, 'worker.mjs')], outfile, bundle: true, format: 'esm', conditions })
    expect(await host.told(process.execPath, ['run-worker.mjs'], { SCRIPT: outfile })).toEqual(FLOW)
  } finally {
    await host.close()
  }
})
