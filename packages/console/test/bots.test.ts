import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CompletionContext } from '@codemirror/autocomplete'
import { EditorState } from '@codemirror/state'
import { describe, expect, test } from 'vitest'
import { clientMembers, completeBot, eventMembers } from '../src/views/bots/completions.ts'
import { filesIn, runsIn, textOf, versionsIn } from '../src/views/bots/parameters.ts'
import { problemsIn } from '../src/views/bots/problems.ts'

const GUIDE = readFileSync(join(import.meta.dirname, '../../../docs/bots.md'), 'utf8')
const offered = (doc: string): readonly string[] | undefined =>
  completeBot(new CompletionContext(EditorState.create({ doc }), doc.length, false))?.options.map(({ label }) => label)

describe('what is offered while one writes a Bot', () => {
  test('is what the guide says that client and event have', () => {
    const [, client = ''] = /- \*\*`client`\*\*:([^]*?)A refused request/.exec(GUIDE) ?? []
    const [, event = ''] = /`event` also has([^]*?)\n\n/.exec(GUIDE) ?? []
    const names = (text: string): readonly string[] => [...text.matchAll(/`(\w+)`/g)].map(([, name = '']) => name)
    expect([...clientMembers].sort()).toEqual([...names(client)].sort())
    expect([...eventMembers].sort()).toEqual(['input', ...names(event)].sort())
  })

  test('comes after the dot of client and event, and nowhere else', () => {
    expect(offered('await client.')).toContain('searchResources')
    expect(offered('await client.se')).toContain('searchResources')
    expect(offered('event?.')).toContain('secrets')
    for (const text of ['client', 'other.', 'myclient.', 'event']) expect(offered(text), text).toBeUndefined()
  })
})

test('a problem is shown at its line and column, in its own file', () => {
  const code = 'const a = 1\nlet b = ;\n'
  const texts = ['bot.ts, line 2, column 9: Unexpected ";"', 'lib/x.ts, line 1, column 1: no', 'All is lost']
  expect(problemsIn('bot.ts', code, texts)).toEqual([
    { from: 20, to: 21, severity: 'error', message: 'Unexpected ";"' },
  ])
  // A line that the text does not have any more.
  expect(problemsIn('bot.ts', 'x', ['bot.ts, line 9, column 40: gone'])).toEqual([
    { from: 1, to: 1, severity: 'error', message: 'gone' },
  ])
})

test('versions, files and runs are read from what the server answers', () => {
  const version = {
    name: 'version',
    part: [
      { name: 'number', valueInteger: 3 },
      { name: 'active', valueBoolean: true },
      { name: 'entry', valueString: 'bot.ts' },
      { name: 'deployedAt', valueInstant: '2026-01-01T00:00:00Z' },
      { name: 'deployedBy', valueReference: { reference: 'Practitioner/1', display: 'Ada' } },
    ],
  }
  const file = (name: string, text: string): object => ({
    name: 'file',
    part: [
      { name: 'name', valueString: name },
      { name: 'text', valueString: text },
    ],
  })
  const source = { parameter: [version, file('bot.ts', 'b'), file('a.ts', 'a')] } as Parameters<typeof filesIn>[0]
  expect(versionsIn(source)).toEqual([
    {
      number: 3,
      isActive: true,
      entry: 'bot.ts',
      deployedAt: '2026-01-01T00:00:00Z',
      deployedBy: { reference: 'Practitioner/1', name: 'Ada' },
    },
  ])
  expect(textOf(filesIn(source))).toBe('// a.ts\na\n// bot.ts\nb')
  const run = (outcome: string): ReturnType<typeof runsIn>[number] | undefined =>
    runsIn({
      parameter: [
        {
          name: 'run',
          part: [
            { name: 'id', valueId: '1' },
            { name: 'outcome', valueCode: outcome },
            { name: 'error', valueString: 'It broke' },
            { name: 'log', valueString: 'hello' },
          ],
        },
      ],
    })[0]
  expect(run('bot_failed')).toMatchObject({ error: 'It broke', lines: [{ level: 'log', text: 'hello' }] })
  // What a run that went well wrote with console.error.
  expect(run('ok')).toMatchObject({
    error: undefined,
    lines: [
      { level: 'error', text: 'It broke' },
      { level: 'log', text: 'hello' },
    ],
  })
  expect([versionsIn({}), runsIn({}), filesIn({})]).toEqual([[], [], {}])
})
