import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { findChromium } from '../packages/testkit/src/browser/find-chromium.ts'

const isBrowserless = findChromium() === undefined
if (isBrowserless)
  console.warn('Left out: programs in a browser. To include them: apt-get install chromium, or set CHROMIUM to one.')

/** `npm run test:interop`: programs of others against a Damson from the sources. One file a program. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  test: {
    include: ['programs/**/*.test.ts'],
    exclude: isBrowserless ? ['**/*.browser.test.ts'] : [],
    globalSetup: ['src/set-up.ts'],
    // Only what hangs takes so long, also on a machine that does other things too: Next.js builds a whole app.
    testTimeout: 300_000,
    hookTimeout: 600_000,
    pool: 'forks',
    maxWorkers: 2,
    execArgv: ['--conditions=source'],
    // Node runs the sources as they are, as in the other runs: no build is needed.
    experimental: { viteModuleRunner: false, nodeLoader: false },
  },
})
