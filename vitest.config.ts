import { existsSync, globSync, readFileSync, statfsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { configDefaults, defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { findHeadlessShell } from './packages/testkit/src/browser/find-chromium.ts'
import { slowFiles } from './tools/slow-files.ts'

const isFull = process.env['DAMSON_TEST_FULL'] !== undefined
const isBrowserless = findHeadlessShell() === undefined
if (isBrowserless) {
  console.warn('Left out: the tests in a browser. To include them: apt-get install chromium, or set CHROMIUM to one.')
}

// What tests write is gone with the run: in memory, where there is room, a database is copied ten times as fast.
const memory = '/dev/shm'
if (existsSync(memory) && statfsSync(memory).bavail * statfsSync(memory).bsize > 4 * 2 ** 30)
  process.env['TMPDIR'] ??= memory

// The workers, and the servers that tests start, read what Node compiled before instead of compiling it again.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url))

const everywhere = [
  'packages/*/src/**/*.test.ts',
  'packages/*/test/**/*.test.ts',
  'tools/**/*.test.ts',
  'bench/test/**/*.test.ts',
  'conformance/test/**/*.test.ts',
  'examples/*/test/**/*.test.ts',
]

/** The long run is what the short one leaves out: files of its own, walks on the other store, properties at length. */
function ofLongRun(): string[] {
  const differs = /\b(?:storesForWalks|fast-check|DAMSON_TEST_FULL)\b/
  const files = globSync(everywhere, { cwd: import.meta.dirname })
  return files.filter(
    (file) => /\.full\./.test(file) || differs.test(readFileSync(`${import.meta.dirname}/${file}`, 'utf8')),
  )
}

const included = isFull ? ofLongRun() : everywhere
const excluded = [
  ...configDefaults.exclude,
  ...(isBrowserless ? ['**/*.browser.test.ts'] : []),
  ...(isFull ? [] : ['**/*.full.test.ts', '**/*.full.browser.test.ts']),
]

/** These measure turns of the event loop, which the heap of files before them would lengthen: each has its own process. */
const measuring = ['packages/server/test/turns/*.test.ts', 'packages/server/test/limits/long-turns.full.test.ts']

/**
 * What takes longest, by far: begun last, one core would wait for the other at the end. The first runs two processes, so what
 * mostly waits comes beside it, and what measures later.
 */
const LONGEST = [
  'conformance/test/tested.full.test.ts',
  'conformance/test/conformance.full.test.ts',
  'conformance/test/defects.full.test.ts',
  'bench/test/bench.full.test.ts',
  'packages/console/test/views.full.browser.test.ts',
  'packages/server/src/endpoints/signin/pages.full.browser.test.ts',
  'packages/server/test/input/garbage.full.test.ts',
  'packages/console/test/administration.full.browser.test.ts',
  'packages/access/src/acting.full.test.ts',
  'packages/server/test/kill.full.test.ts',
  'packages/server/test/fhir/search-properties.full.test.ts',
  'packages/server/test/bots/hostile.full.test.ts',
  'packages/console/test/journey.full.browser.test.ts',
  'packages/access/src/explain.full.test.ts',
  'packages/server/test/ways/every-way.test.ts',
]

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((file) => moduleId.endsWith(file))
      return at === -1 ? LONGEST.length : at
    }
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b))
  }
}

// Node runs the sources as they are, as the servers of the tests do: a fifth faster, and nothing here is mocked.
const experimental = { viteModuleRunner: false, nodeLoader: false }

const shared: TestProjectInlineConfiguration['test'] = {
  setupFiles: ['tools/property-runs.ts'],
  // Only what hangs takes so long, also on a machine that does other things too.
  testTimeout: isFull ? 600_000 : 120_000,
  hookTimeout: 120_000,
  // Vitest's own second is over before a busy machine has drawn a page.
  expect: { poll: { timeout: 20_000 } },
  pool: 'forks',
  // Roomier for what lives shortly: a twelfth less processor time. WebAssembly, which the embedded store and Node's
  // reader of TypeScript are, keeps its code: V8 may end the process when it frees some (nodejs/node#64500).
  execArgv: ['--conditions=source', '--max-semi-space-size=64', '--no-wasm-code-gc'],
  experimental,
}

export default defineConfig({
  test: {
    reporters: ['default', slowFiles()],
    globalSetup: ['packages/testkit/src/store/global-setup.ts'],
    experimental,
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        // A quarter faster; no test may change what the others share (modules, prototypes, the environment).
        test: { ...shared, name: 'shared', include: included, exclude: [...excluded, ...measuring], isolate: false },
      },
      { test: { ...shared, name: 'measuring', include: measuring, exclude: excluded, isolate: true } },
    ],
  },
})
