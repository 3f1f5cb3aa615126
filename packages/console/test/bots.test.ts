import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CompletionContext } from '@codemirror/autocomplete'
import { EditorState } from '@codemirror/state'
import type { Bot } from '@damson/sdk'
import { describe, expect, test } from 'vitest'
import { allowedHostGate } from '../../server/src/domain/bots/allowed-hosts.ts'
import { readSubmitted } from '../../server/src/domain/bots/submitted.ts'
import { webhookGate } from '../../server/src/domain/webhooks/webhook-gate.ts'
import { clientMembers, completeBot, eventMembers } from '../src/views/bots/completions.ts'
import { problemsOf, VERIFICATIONS, type Verification, widenings } from '../src/views/bots/details.ts'
import { nameProblem, renamedFile, withFile, withoutFile } from '../src/views/bots/file-names.ts'
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

describe('files of a Bot', () => {
  const NAMES = [
    'a.ts',
    'lib/a.ts',
    'a b.ts',
    '../a.ts',
    'a/../b.ts',
    './a.ts',
    '/a.ts',
    'a/',
    '',
    'ä.ts',
    '.env',
    '@x/y.ts',
  ]
  const LONG = ['x'.repeat(100), 'x'.repeat(101), Array(10).fill('x').join('/'), Array(11).fill('x').join('/')]
  test.each([...NAMES, ...LONG])('a file may be called %j where the server takes it', (name) => {
    const isTaken = readSubmitted('export const handler = 1', 'bot.ts', { [name]: '' }).ok
    expect(nameProblem(name, { 'bot.ts': '' })).toBe(isTaken ? undefined : 'malformed')
  })

  test('keep their texts and the one with the handler', () => {
    const program = { files: { 'a.ts': '1' }, entry: 'a.ts' }
    const two = withFile(program, '__proto__')
    expect(Object.keys(two.files)).toEqual(['a.ts', '__proto__'])
    expect(nameProblem('__proto__', two.files)).toBe('taken')
    expect(nameProblem('a.ts', two.files, 'a.ts')).toBeUndefined()
    expect(renamedFile(program, 'a.ts', 'b.ts')).toEqual({ files: { 'b.ts': '1' }, entry: 'b.ts' })
    expect(withoutFile(two, '__proto__')).toEqual(program)
  })
})

describe('settings of a Bot', () => {
  const gates = async (bot: object): Promise<boolean> => {
    const change = { after: bot } as unknown as Parameters<typeof webhookGate>[1]
    const unused = undefined as unknown as Parameters<typeof webhookGate>[0]
    return (await webhookGate(unused, change)).ok && (await allowedHostGate(unused, change)).ok
  }
  const print = Array(32).fill('aB').join(':')
  const secrets = [undefined, ['LAB'], ['LAB', 'NEW']]
  const webhooks = VERIFICATIONS.flatMap((verification: Verification) =>
    secrets.flatMap((secretName) =>
      [undefined, [print], ['AB:CD']].map((certificate) => ({ verification, secretName, certificate })),
    ),
  )
  const hosts = [
    'api.example.com',
    'API.example.com',
    'https://a.example',
    'a.example/x',
    '*.example',
    'a.example:8443',
    '[::1]:1',
  ]

  test('are refused here where the server refuses them', async () => {
    for (const webhook of [undefined, ...webhooks])
      for (const publicWebhook of [true, undefined]) {
        const bot = { resourceType: 'Bot', name: 'x', publicWebhook, webhook } as const
        // What the other way to know the sender has no use for, the form takes out.
        const isUnused =
          webhook !== undefined &&
          ((webhook.verification !== 'mtls-header' && webhook.certificate !== undefined) ||
            (['none', 'mtls-header'].includes(webhook.verification) && webhook.secretName !== undefined))
        if (!isUnused) expect(problemsOf(bot).length === 0, JSON.stringify(bot)).toBe(await gates(bot))
      }
    for (const host of hosts) {
      const bot: Bot = { resourceType: 'Bot', name: 'x', allowedHost: [host] }
      expect(problemsOf(bot).length === 0, host).toBe(await gates(bot))
    }
  })

  test('say what changes of its rights, and of who may start it', () => {
    const bot = { resourceType: 'Bot' } as const
    const open = { ...bot, publicWebhook: true, webhook: { verification: 'hmac' } } as const
    const toAnyone = { ...open, webhook: { verification: 'none' } } as const
    expect(widenings(bot, { ...bot, runAsUser: true })).toEqual(['runAsUser'])
    expect(widenings({ ...bot, runAsUser: true }, { ...bot, runAsUser: false })).toEqual(['ownRights'])
    expect(widenings(bot, open)).toEqual(['public'])
    expect(widenings(open, toAnyone)).toEqual(['anyone'])
    expect(widenings(bot, toAnyone)).toEqual(['public', 'anyone'])
    expect(widenings(toAnyone, bot)).toEqual(['closed'])
    expect(widenings(toAnyone, toAnyone)).toEqual([])
  })
})
