/** A flood of guesses, while people sign in. */
import { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Say } from '../report/progress.ts'
import { CHALLENGE } from '../stand/people.ts'
import { type Caller, createCaller } from './ask.ts'
import {
  browserVisitor,
  type Kind,
  networkVisitor,
  newVisitor,
  passkeyVisitor,
  type SignedIn,
  type Visitor,
} from './people.ts'
import {
  askForTexts,
  type Begun,
  defraud,
  type Fraudster,
  fraudster,
  sentTo,
  type TollFraud,
  textsOf,
} from './toll-fraud.ts'
import { addressOf, type Person, startTown, type Town } from './town.ts'

export interface AttackEffort {
  readonly seconds: number
  readonly calmSeconds: number
  readonly accounts: number
  /** Of so many accounts the right password is among the guesses. */
  readonly found: number
  readonly addresses: number
  readonly perSecond: number
  /** People of each kind; of those with new browsers there are as many as sign in. */
  readonly people: number
  /** Members who ask for text messages. */
  readonly fraudsters: number
}

/** People of one kind, while it is calm and during the attack. */
export interface Served {
  readonly kind: Kind
  readonly calm: Figures
  readonly attacked: Figures
}

export interface Figures {
  readonly tried: number
  readonly isIn: number
  readonly medianMs: number
  readonly p95Ms: number
  /** What those were answered who did not get in, and how often. */
  readonly why: Readonly<Record<string, number>>
  /** The longest wait that was asked for, in seconds. */
  readonly longestWait: number
}

export interface Attacked {
  readonly effort: AttackEffort
  readonly guesses: number
  readonly perSecond: number
  /** Accounts whose guess gave a code, so that the attacker is in. */
  readonly opened: number
  /** Right passwords that were answered with a question for a second factor. */
  readonly asked: number
  readonly answers: Readonly<Record<string, number>>
  readonly fraud: TollFraud
  readonly served: readonly Served[]
}

/** Between two sign-ins of legitimate people, of any kind. */
const EVERY_MS = 250
const KINDS: readonly Kind[] = ['known browser', 'known network', 'passkey', 'new browser']
/** A mailbox gets five codes in an hour: nobody signs in with a new browser more often. */
const NEW_BROWSERS_EACH = 4

export async function simulateAttack(effort: AttackEffort, say: Say): Promise<Attacked> {
  // The limits that the server ships with.
  const town = await startTown('PostgreSQL', {})
  try {
    const accounts = Array.from({ length: effort.accounts }, (_, n): Person => {
      return { email: `person-${n}@clinic.example.org`, password: `a quiet garden path number ${n}` }
    })
    say(`The server is up; making ${accounts.length} accounts.`)
    await town.settle(accounts)
    const visitors = await makeVisitors(town, [...accounts].reverse(), effort)
    await town.set(SETTINGS)
    // What becomes known from now on: a sign-in with the code.
    for (const visitor of visitors) if (visitor.kind !== 'new browser') await prepare(visitor)
    const members = accounts.slice(-visitors.length - effort.fraudsters, -visitors.length)
    const fraudsters: Fraudster[] = []
    for (const one of members) fraudsters.push(await fraudster(town, one))
    say(`${visitors.length} people sign in for ${effort.calmSeconds} s while it is calm.`)
    const calm = await during(effort.calmSeconds, visitors, () => Promise.resolve())
    say(`${effort.perSecond} guesses a second from ${effort.addresses} addresses, for ${effort.seconds} s.`)
    const guessed = newGuessed()
    const count = town.mails.count()
    const began = performance.now()
    const victims = accounts.slice(0, -visitors.length - effort.fraudsters)
    const [attacked, fraud] = await attack(town, { accounts, victims, visitors, fraudsters }, effort, guessed, say)
    const perSecond = guessed.guesses / ((performance.now() - began) / 1000)
    return {
      effort,
      guesses: guessed.guesses,
      perSecond,
      opened: guessed.opened.size,
      asked: guessed.asked.size,
      answers: Object.fromEntries(guessed.answers),
      fraud: { ...fraud, ...sentTo(victims, count), texts: textsOf(town.texts.taken) },
      served: KINDS.map((kind) => ({ kind, calm: figures(calm, kind), attacked: figures(attacked, kind) })),
    }
  } finally {
    await town.stop()
  }
}

interface Everybody {
  readonly accounts: readonly Person[]
  /** Those who do not sign in themselves: their mailboxes are filled. */
  readonly victims: readonly Person[]
  readonly visitors: readonly Visitor[]
  readonly fraudsters: readonly Fraudster[]
}

/** What attackers ask for: codes where a browser is new, e-mails to sign in with, and text messages. */
const SETTINGS = {
  newBrowserCode: 'Patient,Practitioner',
  emailSignIn: 'Practitioner',
  allowedMfaMethods: 'totp,sms',
  smsCountries: 'DE',
}

type Asked = Pick<TollFraud, 'asked' | 'answers' | 'askedTexts'>

async function attack(
  town: Town,
  { accounts, victims, visitors, fraudsters }: Everybody,
  effort: AttackEffort,
  guessed: Guessed,
  say: Say,
): Promise<[Told, Asked]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 512, timeout: 60_000 })
  const callers = Array.from({ length: effort.addresses }, (_, n) =>
    createCaller(town.url, addressOf(`attacker ${n}`), agent),
  )
  let fraud: Asked = { asked: {}, answers: {}, askedTexts: {} }
  const attacked = await during(effort.seconds, visitors, async (until) => {
    const guessing = guess(town, accounts, callers, effort, until, guessed, say)
    const texting = askForTexts(fraudsters, until)
    const mails = await defraud(town, victims, callers, () => guessed.begun, until)
    fraud = { ...mails, askedTexts: await texting }
    await guessing
  })
  for (const one of fraudsters) one.close()
  agent.destroy()
  return [attacked, fraud]
}

async function makeVisitors(
  town: Town,
  people: readonly Person[],
  { people: each, seconds, calmSeconds }: AttackEffort,
): Promise<readonly Visitor[]> {
  const signIns = ((seconds + calmSeconds) * 1_000) / EVERY_MS / KINDS.length
  const left = [...people]
  const take = (count: number): readonly Person[] => {
    if (left.length < count) throw new Error('too few people')
    return left.splice(0, count)
  }
  const visitors: Visitor[] = []
  for (const person of take(each)) visitors.push(await passkeyVisitor(town, person))
  for (const person of take(each)) visitors.push(browserVisitor(town, person))
  for (const person of take(each)) visitors.push(networkVisitor(town, person))
  for (const person of take(Math.ceil(signIns / NEW_BROWSERS_EACH))) visitors.push(newVisitor(town, person))
  return visitors
}

async function prepare(visitor: Visitor): Promise<void> {
  const { isIn, why } = await visitor.signIn()
  if (!isIn) throw new Error(`A ${visitor.kind} could not sign in before the attack: ${why}`)
}

type Told = readonly { readonly kind: Kind; readonly signedIn: SignedIn }[]

/**
 * People of each kind sign in in turn, whatever becomes of those before, while something else goes on. Nobody signs in twice
 * at once: the code of one e-mail would be typed for the other.
 */
async function during(
  seconds: number,
  visitors: readonly Visitor[],
  beside: (until: number) => Promise<unknown>,
): Promise<Told> {
  const until = performance.now() + seconds * 1_000
  const other = beside(until)
  const under: Promise<Told[number]>[] = []
  const waiting = new Map(KINDS.map((kind) => [kind, visitors.filter((one) => one.kind === kind)]))
  for (let n = 0; performance.now() < until; n += 1) {
    const free = waiting.get(KINDS[n % KINDS.length] ?? 'passkey')
    const visitor = free?.shift()
    if (visitor !== undefined) {
      const { kind } = visitor
      const signingIn = visitor.signIn().finally(() => free?.push(visitor))
      under.push(signingIn.then((signedIn) => ({ kind, signedIn })))
    }
    await sleep(EVERY_MS)
  }
  await other
  return Promise.all(under)
}

function figures(told: Told, of: Kind): Figures {
  const all = told.filter(({ kind }) => kind === of).map(({ signedIn }) => signedIn)
  const times = all
    .filter(({ isIn }) => isIn)
    .map(({ ms }) => ms)
    .sort((a, b) => a - b)
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0
  const why = new Map<string, number>()
  for (const one of all) if (!one.isIn) why.set(one.why, (why.get(one.why) ?? 0) + 1)
  return {
    tried: all.length,
    isIn: times.length,
    medianMs: at(0.5),
    p95Ms: at(0.95),
    why: Object.fromEntries(why),
    longestWait: Math.max(0, ...all.map(({ retryAfter }) => retryAfter)),
  }
}

interface Guessed {
  guesses: number
  readonly opened: Set<string>
  readonly asked: Set<string>
  readonly answers: Map<string, number>
  /** Sign-ins with a right password, which wait for a code. */
  readonly begun: Begun[number][]
}

const newGuessed = (): Guessed => ({
  guesses: 0,
  opened: new Set<string>(),
  asked: new Set<string>(),
  answers: new Map<string, number>(),
  begun: [],
})

/** The share of the rounds in which the right passwords come: early, as those of a leaked list do. */
const EARLY = 0.5

/** One password of the list at a time is tried at each account, so that no account is asked about twice in a row. */
async function guess(
  town: Town,
  accounts: readonly Person[],
  callers: readonly Caller[],
  { seconds, perSecond, found }: AttackEffort,
  until: number,
  guessed: Guessed,
  say: Say,
): Promise<void> {
  const rounds = Math.max(1, (seconds * perSecond) / accounts.length)
  const rightRound = (at: number): number => (at < found ? Math.floor((at / found) * rounds * EARLY) : -1)
  const began = performance.now()
  const [under, minute] = [new Set<Promise<void>>(), { next: 60_000 }]
  for (let n = 0; performance.now() < until; n += 1) {
    const behind = (n / perSecond) * 1_000 - (performance.now() - began)
    if (behind > 1) await sleep(behind)
    const [at, round] = [n % accounts.length, Math.floor(n / accounts.length)]
    const { email, password } = accounts[at] ?? { email: '', password: '' }
    const isRight = rightRound(at) === round
    const typed = isRight ? password : `guess number ${round} of a list that was leaked`
    const caller = callers[n % callers.length]
    if (caller === undefined) throw new Error('an attack needs an address')
    const one = ask(town, caller, { email, password: typed }, guessed).finally(() => under.delete(one))
    under.add(one)
    if (performance.now() - began > minute.next) {
      say(`  ${guessed.guesses} guesses, ${guessed.opened.size} accounts opened.`)
      minute.next += 60_000
    }
  }
  await Promise.all(under)
}

async function ask({ clientId }: Town, caller: Caller, person: Person, guessed: Guessed): Promise<void> {
  const proof = { codeChallenge: CHALLENGE, codeChallengeMethod: 'S256' }
  const answer = await caller
    .json('auth/login', { ...person, clientId, scope: 'openid', ...proof })
    .catch((error: unknown) => ({ status: 0, text: String(error) }))
  guessed.guesses += 1
  const isRight = answer.status === 200
  if (isRight) (/"code"/.test(answer.text) ? guessed.opened : guessed.asked).add(person.email)
  const login = isRight ? /"login":"([^"]+)"/.exec(answer.text)?.[1] : undefined
  if (login !== undefined) guessed.begun.push({ email: person.email, login })
  const reason = isRight ? '' : (/"code":"([a-z_]+)"\}\]/.exec(answer.text)?.[1] ?? '')
  const key = `${answer.status} ${reason}`.trim()
  guessed.answers.set(key, (guessed.answers.get(key) ?? 0) + 1)
}
