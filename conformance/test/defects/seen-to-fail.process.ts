/** Vitest, set up once for many defects: with each, the named tests run in a worker of their own, which loads the sources anew. */
import { resolve } from 'node:path'
import { createVitest } from 'vitest/node'
import { PACKAGES } from '../../src/server/start-damson.ts'
import type { TestedDefect } from './caught-by-tests.ts'

/** How a test ended. */
export interface TestOutcome {
  readonly title: string
  readonly state: string
  readonly complaints: readonly string[]
}
/** What became of a defect; the fault, if there was one. */
export interface Seen {
  readonly outcomes?: readonly TestOutcome[]
  readonly fault?: string
}

// The long run's own environment would choose the other store.
delete process.env['DAMSON_TEST_FULL']
// The configuration adds what plants it when there is one.
process.env['DAMSON_PLANTED'] = '{}'
const vitest = await createVitest('test', {
  root: resolve(PACKAGES, '..'),
  watch: false,
  reporters: [{}],
  isolate: true,
  maxWorkers: 1,
})

/** A title of several tests has `%s` where they differ. */
const beginning = (title: string): string => title.split('%s')[0] ?? ''

async function outcomesWith({ test: file, title, ...defect }: TestedDefect): Promise<readonly TestOutcome[]> {
  // The worker gets the environment as it is when it starts.
  process.env['DAMSON_PLANTED'] = JSON.stringify(defect)
  const literally = beginning(title).replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  const specification = vitest
    .getRootProject()
    .createSpecification(resolve(PACKAGES, file), { testNamePattern: new RegExp(literally) })
  const { testModules } = await vitest.runTestSpecifications([specification])
  return testModules
    .flatMap(({ children }) => [...children.allTests()])
    .filter(({ name }) => name.startsWith(beginning(title)))
    .map((test) => {
      const { state, errors = [] } = test.result()
      return { title: test.name, state, complaints: errors.map(({ message, stack }) => `${message}\n${stack ?? ''}`) }
    })
}

process.on('message', (defect: TestedDefect) => {
  outcomesWith(defect).then(
    (outcomes) => process.send?.({ outcomes } satisfies Seen),
    (error: unknown) => process.send?.({ fault: String(error) } satisfies Seen),
  )
})

// Nobody is left to ask for anything.
process.on('disconnect', () => void vitest.close().finally(() => process.exit(0)))
