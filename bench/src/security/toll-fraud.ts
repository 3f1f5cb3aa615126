/** Those who make the server send e-mails and text messages: each costs its operator, or fills somebody's mailbox. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Caller, createCaller, hiddenIn } from './ask.ts'
import type { MailCount } from './mail-sink.ts'
import { withPassword } from './people.ts'
import { authorize } from './questions.ts'
import { addressOf, type Person, type Town } from './town.ts'

/** What strangers asked for, and what came of it. */
export interface TollFraud {
  /** How often an e-mail was asked for, by the way. */
  readonly asked: Readonly<Record<string, number>>
  readonly answers: Readonly<Record<string, number>>
  /** E-mails that were sent to the mailboxes that were attacked, by subject. */
  readonly sent: Readonly<Record<string, number>>
  /** The most that any of these mailboxes got of what strangers can ask for. */
  readonly mostToOne: number
  /** What members were answered who asked for text messages. */
  readonly askedTexts: Readonly<Record<string, number>>
  /** Text messages that the provider took. */
  readonly texts: Texts
}

/** Text messages that were sent, and the most to one number and to one block of numbers. */
export interface Texts {
  readonly sent: number
  readonly mostToNumber: number
  readonly mostToBlock: number
}

/** What an attacker who has right passwords found: sign-ins that wait for a code. */
export type Begun = readonly { readonly email: string; readonly login: string }[]

const EVERY_MS = 100

/** In turn: a new password, a link to sign in with, a link to recover, and a code after a right password. */
export async function defraud(
  town: Town,
  people: readonly Person[],
  callers: readonly Caller[],
  begun: () => Begun,
  until: number,
): Promise<Pick<TollFraud, 'asked' | 'answers'>> {
  const [asked, answers] = [new Map<string, number>(), new Map<string, number>()]
  const add = (to: Map<string, number>, name: string): unknown => to.set(name, (to.get(name) ?? 0) + 1)
  const ways = waysOf(town, begun)
  const under = new Set<Promise<unknown>>()
  for (let n = 0; performance.now() < until; n += 1) {
    const [way, person, caller] = [
      ways[n % ways.length],
      people[n % Math.min(FEW, people.length)],
      callers[n % callers.length],
    ]
    if (way === undefined || person === undefined || caller === undefined) throw new Error('there is nobody to defraud')
    const once = async (): Promise<void> => {
      const status = await way.ask(caller, person.email).catch(String)
      if (status === undefined) return
      add(asked, way.name)
      add(answers, String(status))
    }
    const one = once().finally(() => under.delete(one))
    under.add(one)
    await sleep(EVERY_MS)
  }
  await Promise.all(under)
  return { asked: Object.fromEntries(asked), answers: Object.fromEntries(answers) }
}

/** So few mailboxes, that each is asked about far more often than its limit allows. */
const FEW = 50

interface Way {
  readonly name: string
  ask(caller: Caller, email: string): Promise<number | undefined>
}

function waysOf({ clientId, project }: Town, begun: () => Begun): readonly Way[] {
  return [
    {
      name: 'a new password',
      ask: async (caller, email) => (await caller.json('auth/resetpassword', { email, projectId: project })).status,
    },
    {
      name: 'an e-mail to sign in with',
      async ask(caller, email) {
        const page = await caller.open(authorize(clientId))
        if (page.status !== 200) return page.status
        const fields = { request: hiddenIn(page.text, 'request'), by: 'email', step: 'email', email }
        return (await caller.form('signin', fields)).status
      },
    },
    {
      name: 'a recovery',
      ask: async (caller, email) => (await caller.form('signin/recover', { email })).status,
    },
    {
      name: 'a code after a right password',
      async ask(caller) {
        const open = begun()
        const one = open[Math.floor(Math.random() * open.length)]
        if (one === undefined) return undefined
        return (await caller.json('auth/mfa/send-email', { login: one.login })).status
      },
    },
  ]
}

/** What came to the mailboxes of these people; notices, which nobody can ask for, are told and not counted. */
export function sentTo(people: readonly Person[], count: MailCount): Pick<TollFraud, 'sent' | 'mostToOne'> {
  const sent = new Map<string, number>()
  let mostToOne = 0
  for (const { email } of people) {
    let ofMailbox = 0
    for (const [subject, times] of count.get(email) ?? []) {
      sent.set(subject, (sent.get(subject) ?? 0) + times)
      if (!NOTICE.test(subject)) ofMailbox += times
    }
    mostToOne = Math.max(mostToOne, ofMailbox)
  }
  return { sent: Object.fromEntries(sent), mostToOne }
}

const NOTICE = /^(Too many wrong|A sign-in from a new browser)/

/** Somebody with an account of their own, who earns by messages to numbers of three blocks and asks for them on and on. */
export interface Fraudster {
  ask(): Promise<number>
  close(): void
}

const BLOCKS = ['491512345', '491598765', '491760001']

/** The browser is known, so that no code is asked for: it is the owner's. */
export async function fraudster(town: Town, person: Person): Promise<Fraudster> {
  const browser = createCaller(town.url, addressOf(person.email))
  const signedIn = await withPassword(town, browser, person)
  if (!/[?&]code=/.test(signedIn.location)) throw new Error(`${person.email} could not sign in: ${signedIn.status}`)
  let asked = 0
  return {
    close: () => browser.close(),
    async ask() {
      const page = await browser.open('account/factors/number')
      const form = hiddenIn(page.text, 'form')
      if (form === '') throw new Error(`There is no form to ask for a number: ${page.status} ${page.location}`)
      const block = BLOCKS[asked % BLOCKS.length]
      asked += 1
      const number = `+${block}${String(Math.floor(Math.random() * 10_000)).padStart(4, '0')}`
      return (await browser.form('account/factors/number', { form, do: 'ask', number })).status
    },
  }
}

/** Each asks in turn; what they are answered, and how often. */
export async function askForTexts(
  fraudsters: readonly Fraudster[],
  until: number,
): Promise<Readonly<Record<string, number>>> {
  const answers = new Map<string, number>()
  for (let n = 0; performance.now() < until && fraudsters.length > 0; n += 1) {
    const answer = String(await fraudsters[n % fraudsters.length]?.ask().catch(String))
    answers.set(answer, (answers.get(answer) ?? 0) + 1)
    await sleep(EVERY_MS)
  }
  return Object.fromEntries(answers)
}

export function textsOf(taken: ReadonlyMap<string, number>): Texts {
  const numbers = [...taken]
  const most = (counts: Iterable<number>): number => Math.max(0, ...counts)
  const blocks = new Map<string, number>()
  for (const [number, times] of numbers) {
    const block = number.slice(0, -4)
    blocks.set(block, (blocks.get(block) ?? 0) + times)
  }
  const sent = numbers.reduce((sum, [, times]) => sum + times, 0)
  return { sent, mostToNumber: most(taken.values()), mostToBlock: most(blocks.values()) }
}
