/**
 * Vitest, run once for a part of the defects: in one worker, which loads what leads to a defect anew for each and shares the rest.
 * At the end the same tests are run without a defect, in the same worker: what failed before failed by its defect alone.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { BaseSequencer, createVitest, type TestModule, type TestSpecification } from 'vitest/node'
import { PACKAGES } from '../../src/server/start-damson.ts'
import type { TestName } from './caught-by-tests/tested-defect.ts'
import { isCalled, PLANTED, patternOf, TESTED_FILES } from './tested-files.ts'

/** How a test ended. */
export interface TestOutcome {
  readonly title: string
  readonly state: string
  readonly complaints: readonly string[]
}
/** What became of a defect, or of a file without one: those of PLANTED, then those of TESTED_FILES. */
export interface Seen {
  readonly of: number
  readonly outcomes: readonly TestOutcome[]
}
/** Why nothing more will be seen. */
export interface Ended {
  readonly fault: string
}

interface Run {
  /** What it is told as. */
  readonly of: number
  readonly file: string
  readonly names: readonly TestName[]
  readonly planted: boolean
}

const [part = 0, parts = 1] = process.argv.slice(2).map(Number)
const files = new Set(TESTED_FILES.filter((_, at) => at % parts === part).map(({ file }) => file))
const runs: readonly Run[] = [
  ...PLANTED.defects.map((defect) => ({ file: defect.test, names: [defect], planted: true })),
  ...TESTED_FILES.map((one) => ({ ...one, planted: false })),
]
  .map((run, of) => ({ ...run, of }))
  .filter(({ file }) => files.has(file))

// The long run's own environment would choose the other store.
delete process.env['DAMSON_TEST_FULL']
// Each defect would open an embedded store of its own, which takes as long as all the rest.
process.env['DAMSON_TEST_ONE_STORE'] = '1'
const folder = mkdtempSync(join(tmpdir(), 'damson-seen-to-fail-'))
const modules = runs.map((run) => {
  const module = join(folder, `${run.of}.test.ts`)
  writeFileSync(module, textOf(run))
  return module
})

/** One after the other, as they are listed: those without a defect at the end. */
class InOrder extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => modules.indexOf(moduleId)
    return Promise.resolve(files.toSorted((a, b) => place(a) - place(b)))
  }
}

const vitest = await createVitest('test', {
  root: resolve(PACKAGES, '..'),
  watch: false,
  reporters: [{ onTestModuleEnd: tell }],
  isolate: false,
  maxWorkers: 1,
  sequence: { sequencer: InOrder },
})

/** A file of tests that are those of another file, as a defect leaves them. */
function textOf({ of, file, planted }: Run): string {
  const worker = JSON.stringify(new URL('./tests-with-defect.ts', import.meta.url).href)
  return `import { loadTests } from ${worker}\nawait loadTests(${JSON.stringify(file)}, ${of}, ${planted})\n`
}

function tell(module: TestModule): void {
  const { of = -1, names = [] } = runs[modules.indexOf(module.moduleId)] ?? {}
  const tests = [...module.children.allTests()].filter((test) => names.some((name) => isCalled(test, name)))
  const outcomes = tests.map((test) => {
    const { state, errors = [] } = test.result()
    return { title: test.name, state, complaints: errors.map(toldOf) }
  })
  // What could not be loaded has no tests.
  const unloaded = module
    .errors()
    .map((error) => ({ title: 'loading', state: 'unloaded', complaints: [toldOf(error)] }))
  process.send?.({ of, outcomes: [...unloaded, ...outcomes] } satisfies Seen)
}

const toldOf = ({ message, stack }: { readonly message: string; readonly stack?: string | undefined }): string =>
  `${message}\n${stack ?? ''}`

async function run(): Promise<void> {
  const project = vitest.getProjectByName('shared')
  const specifications = modules.map((module, at) =>
    project.createSpecification(module, { testNamePattern: patternOf(runs[at]?.names ?? []) }),
  )
  await vitest.runTestSpecifications(specifications)
}

async function end(): Promise<void> {
  await vitest.close()
  rmSync(folder, { recursive: true, force: true })
}

run().catch((error: unknown) => process.send?.({ fault: String(error) } satisfies Ended))

// Nobody is left to tell of anything.
process.on('disconnect', () => void end().finally(() => process.exit(0)))
