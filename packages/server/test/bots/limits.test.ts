import { expect, test } from 'vitest'
import { limitsOf, MOST_AT_ONCE, MOST_DEPTH } from '../../src/domain/bots/run-limits.ts'
import { readGuide } from '../docs/guide.ts'

test('the guide tells what a run of a Bot may use', () => {
  const { text } = readGuide('bots.md')
  const row = (name: string): string => text.split('\n').find((line) => line.startsWith(`| ${name} `)) ?? ''
  const [usual, long] = [limitsOf({}), limitsOf({ timeout: 1_000 })]
  expect(row('time')).toContain(
    `${usual.wallMs / 1_000} s, or the Bot's \`timeout\` in seconds, up to ${long.wallMs / 1_000}`,
  )
  expect(row('processor time')).toContain(`${usual.cpuMs / 1_000} s`)
  expect(row('memory')).toContain(`${usual.memoryBytes / 1_048_576} MB`)
  expect(row('requests and calls')).toContain(
    `${usual.calls.toLocaleString('en')}, each of them and each answer ${usual.callBytes / 1_048_576} MB`,
  )
  expect(row('what it returns')).toContain(`${usual.outputBytes / 1_048_576} MB`)
  expect(row('its log')).toContain(`${usual.logBytes / 1_024} KB`)
  expect(row('Bots that call each other')).toContain(`| ${MOST_DEPTH} `)
  expect(row('runs of a project at once, on each node')).toContain(`| ${MOST_AT_ONCE} `)
})
