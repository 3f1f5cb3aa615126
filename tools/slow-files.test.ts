import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import type { TestModule } from 'vitest/node'
import { slowFiles } from './slow-files.ts'

const took = (file: string, collectDuration: number, duration: number): TestModule =>
  ({ moduleId: resolve(file), diagnostic: () => ({ collectDuration, duration }) }) as TestModule

test('the files that took more than ten seconds are told at the end, the slowest first', () => {
  const said: string[] = []
  const reporter = slowFiles((line) => said.push(line))
  reporter.onTestRunEnd?.([took('a.test.ts', 100, 9_800), took('b.test.ts', 3_000, 7_100)], [], 'passed')
  expect(said).toEqual(['\n1 test files took more than 10 s:', '   10.1 s  b.test.ts'])
  said.length = 0
  reporter.onTestRunEnd?.([took('b.test.ts', 0, 10_100), took('c.test.ts', 0, 61_000)], [], 'passed')
  expect(said.slice(1)).toEqual(['   61.0 s  c.test.ts', '   10.1 s  b.test.ts'])
  said.length = 0
  reporter.onTestRunEnd?.([took('a.test.ts', 100, 9_800)], [], 'passed')
  expect(said).toEqual([])
})
