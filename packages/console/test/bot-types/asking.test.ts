/** The editor's questions to TypeScript: none waits for ever, and what cannot be answered is not known. */

import { describe, expect, test } from 'vitest'
import { type AskingDeps, type Hearing, startAsking, type TypesState } from '../../src/views/bots/types/asking.ts'
import type { ToWorker } from '../../src/views/bots/types/messages.ts'

type Sent = Extract<ToWorker, { readonly id: number }>

/** Workers that answer as they are told, and what became of them. */
function workers(answers: (sent: Sent, hearing: Hearing) => void, more: Partial<AskingDeps> = {}) {
  const states: TypesState[] = []
  const sent: Sent[] = []
  const all = { started: 0, stopped: 0 }
  const asking = startAsking({
    declarations: async () => ({}),
    changed: (state) => void states.push(state),
    start(hearing) {
      all.started += 1
      return {
        send(message) {
          if ('declarations' in message) return queueMicrotask(() => hearing.heard({ isReady: true }))
          sent.push(message)
          answers(message, hearing)
        },
        stop: () => void (all.stopped += 1),
      }
    },
    ...more,
  })
  return { asking, states, sent, all }
}

const FILES = { 'bot.ts': 'a', 'lib.ts': 'b' }
const QUESTION = { kind: 'doubts', file: 'bot.ts' } as const
const echo = ({ id }: Sent, { heard }: Hearing): void => queueMicrotask(() => heard({ id, answer: [id] }))

describe('a question', () => {
  test('is answered, and tells what has changed since the last one', async () => {
    const { asking, states, sent } = workers(echo)
    await expect.poll(() => states).toEqual(['ready'])
    expect(await asking.ask(QUESTION, FILES)).toEqual([1])
    expect(await asking.ask(QUESTION, { 'bot.ts': 'c', 'new.ts': 'd' })).toEqual([2])
    expect(sent.map(({ changed }) => changed)).toEqual([FILES, { 'bot.ts': 'c', 'lib.ts': undefined, 'new.ts': 'd' }])
  })

  test('has no answer before the types are loaded, and none after the end', async () => {
    const { asking, states, all } = workers(echo)
    expect(await asking.ask(QUESTION, FILES)).toBeUndefined()
    await expect.poll(() => states).toEqual(['ready'])
    const late = asking.ask(QUESTION, FILES)
    asking.stop()
    expect([await late, await asking.ask(QUESTION, FILES), all]).toEqual([
      undefined,
      undefined,
      { started: 1, stopped: 1 },
    ])
  })
})

describe('types are off', () => {
  test('where the declarations cannot be loaded', async () => {
    const { asking, states } = workers(echo, { declarations: () => Promise.reject(new Error('404')) })
    await expect.poll(() => states).toEqual(['off'])
    expect(await asking.ask(QUESTION, FILES)).toBeUndefined()
  })

  test('where no worker starts, or it ends by itself', async () => {
    const refused = workers(echo, {
      start: () => {
        throw new Error('no workers')
      },
    })
    await expect.poll(() => refused.states).toEqual(['off'])
    const ending = workers((_sent, { ended }) => ended())
    await expect.poll(() => ending.states).toEqual(['ready'])
    expect(await ending.asking.ask(QUESTION, FILES)).toBeUndefined()
    expect([ending.states, ending.all]).toEqual([['ready', 'off'], { started: 1, stopped: 1 }])
  })

  test('after three workers that code was too much for; each is stopped', async () => {
    const { asking, states, sent, all } = workers(() => undefined, { longestMs: 5 })
    for (const count of [1, 2, 3]) {
      await expect.poll(() => states.filter((state) => state === 'ready').length).toBe(count)
      expect(await asking.ask(QUESTION, FILES)).toBeUndefined()
    }
    await expect.poll(() => states.at(-1)).toBe('off')
    expect(all).toEqual({ started: 3, stopped: 3 })
    // The next one is told all files anew.
    expect(sent.map(({ changed }) => changed)).toEqual([FILES, FILES, FILES])
  })
})
