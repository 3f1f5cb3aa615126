import type { TestProject } from 'vitest/node'
import setUpStores from '../../packages/testkit/src/store/global-setup.ts'
import { installAll } from './installs.ts'

/** Vitest's global set-up: what the programs need, and stores for the servers that they meet. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const [endStores, endRun] = await Promise.all([setUpStores(project), installAll()])
  return async () => {
    endRun()
    await endStores()
  }
}
