import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { findChromium } from '../packages/testkit/src/browser/find-chromium.ts'

const isBrowserless = findChromium() === undefined
if (isBrowserless)
  console.warn('Left out: programs in a browser. To include them: apt-get install chromium, or set CHROMIUM to one.')

/** `npm run test:interop`: programs of others against a Damson from the sources. One file a program. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: ['programs/**/*.test.ts'],
    exclude: isBrowserless ? ['**/*.browser.test.ts'] : [],
    globalSetup: ['src/set-up.ts'],
    // Programs build and start: that takes as long as it takes.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    pool: 'forks',
    maxWorkers: 2,
    execArgv: ['--conditions=source'],
  },
})
