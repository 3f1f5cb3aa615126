/** What an app pays for a client, minified and gzipped. `npm run check` runs it, and fails where it is too much. */
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { bundle } from './bundle.ts'

const LARGEST = 12 * 1024

const gzipped = async (input: string): Promise<number> => {
  const path = fileURLToPath(new URL(input, import.meta.url))
  return gzipSync(await bundle({ minify: true, input: path }), { level: 9 }).length
}
const core = await gzipped('../src/client/damson-client.ts')
const [all, external] = [await gzipped('../src/index.ts'), await gzipped('../src/external/external-client.ts')]
console.log(
  `@damson/sdk, gzipped: DamsonClient ${core} bytes, of ${LARGEST} at most; with every helper ${all}; with identity providers ${external}`,
)
if (core > LARGEST) process.exitCode = 1
