import { expect, test } from 'vitest'
import { type BotCeilings, botCeilings } from '#domain/projects'
import { LARGEST_WAITING } from '../../src/base/sandbox/messages.ts'
import { limitsOf, MOST_DEPTH } from '../../src/domain/bots/run-limits.ts'
import { readGuide } from '../docs/guide.ts'

test('the guide tells what a run of a Bot may use', () => {
  const { text } = readGuide('bots.md')
  const row = (name: string): string => text.split('\n').find((line) => line.startsWith(`| ${name} `)) ?? ''
  const all = botCeilings({})
  const [usual, long] = [limitsOf({}, all), limitsOf({ timeout: 1_000 }, all)]
  expect(row('time')).toContain(
    `${usual.wallMs / 1_000} s, or the Bot's \`timeout\` in seconds, up to ${long.wallMs / 1_000}`,
  )
  expect(row('processor time')).toContain(`${usual.cpuMs / 1_000} s`)
  expect(row('memory')).toContain(`${usual.memoryBytes / 1_048_576} MB`)
  expect(row('requests and calls')).toContain(
    `${usual.calls.toLocaleString('en')}, each of them and each answer ${usual.callBytes / 1_048_576} MB`,
  )
  expect(row('those of them that wait')).toContain(`${(LARGEST_WAITING * usual.callBytes) / 1_048_576} MB`)
  expect(row('what it returns')).toContain(`${usual.outputBytes / 1_048_576} MB`)
  expect(row('its log')).toContain(`${usual.logBytes / 1_024} KB`)
  expect(row('Bots that call each other')).toContain(`| ${MOST_DEPTH} `)
  expect(row('runs of a project at once, on each node')).toContain(`| ${all.botRunsAtOnce} `)
  const settings = text.split('\n').flatMap((line) => /\| `(bot[A-Z]\w+)`/.exec(line)?.[1] ?? [])
  expect(settings.toSorted()).toEqual(Object.keys(all).toSorted())
})

test('a project lowers what its Bots may use, and never raises it', () => {
  const setting = Object.keys(botCeilings({})).map((name) => ({ name, valueInteger: 8 }))
  const [own, all] = [botCeilings({ setting }), botCeilings({})]
  const lower = Object.keys(all).map((name) => Math.min(8, all[name as keyof BotCeilings]))
  expect(Object.values(own)).toEqual(lower)
  expect(limitsOf({ timeout: 60 }, own)).toMatchObject({
    wallMs: 8_000,
    cpuMs: 5_000,
    memoryBytes: 8 * 1_048_576,
    outputBytes: 8 * 1_024,
    calls: 8,
    logBytes: 8 * 1_024,
  })
  expect(botCeilings({ setting: setting.map(({ name }) => ({ name, valueInteger: 1_000_000 })) })).toEqual(all)
})

test('the operator gives a project more or less, within the server’s own limits, and its owner lowers that', () => {
  const count = (name: string, valueInteger: number) => ({ name, valueInteger })
  const given = [count('botCalls', 5_000), count('botRunsAtOnce', 10), count('botLogKilobytes', 1_000_000)]
  const most = botCeilings({ systemSetting: given })
  expect(most).toEqual({ ...botCeilings({}), botCalls: 5_000, botRunsAtOnce: 10, botLogKilobytes: 256 })
  const lower = [count('botCalls', 2_000), count('botRunsAtOnce', 50)]
  expect(botCeilings({ systemSetting: given, setting: lower })).toEqual({ ...most, botCalls: 2_000 })
})
