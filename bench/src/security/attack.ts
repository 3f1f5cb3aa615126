/** A flood of guesses, while people sign in. */
import { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Say } from '../report/progress.ts'
import { CHALLENGE } from '../stand/people.ts'
import { createCaller } from './ask.ts'
import { type Kind, knownVisitor, newVisitor, passkeyVisitor, type SignedIn, type Visitor } from './people.ts'
import { addressOf, type Person, startTown, type Town } from './town.ts'

export interface AttackEffort {
  readonly seconds: number
  readonly calmSeconds: number
  readonly accounts: number
  /** Of so many accounts the right password is among the guesses. */
  readonly found: number
  readonly addresses: number
  readonly perSecond: number
  /** People of each kind. */
  readonly people: number
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
  readonly served: readonly Served[]
}

/** Between two sign-ins of legitimate people, of any kind. */
const EVERY_MS = 250

export async function simulateAttack(effort: AttackEffort, say: Say): Promise<Attacked> {
  // The limits that the server ships with.
  const town = await startTown('PostgreSQL', {})
  try {
    const accounts = Array.from({ length: effort.accounts }, (_, n): Person => {
      return { email: `person-${n}@clinic.example.org`, password: `a quiet garden path number ${n}` }
    })
    say(`The server is up; making ${accounts.length} accounts.`)
    await town.settle(accounts)
    const visitors = await makeVisitors(town, accounts.slice(-3 * effort.people), effort.people)
    await town.set('newBrowserCode', 'Patient,Practitioner')
    // What becomes known from now on: a sign-in with the code.
    for (const visitor of visitors) await visitor.signIn()
    say(`${visitors.length} people sign in for ${effort.calmSeconds} s while it is calm.`)
    const calm = await during(effort.calmSeconds, visitors, () => Promise.resolve())
    say(`${effort.perSecond} guesses a second from ${effort.addresses} addresses, for ${effort.seconds} s.`)
    const guessed = {
      guesses: 0,
      opened: new Set<string>(),
      asked: new Set<string>(),
      answers: new Map<string, number>(),
    }
    const began = performance.now()
    const attacked = await during(effort.seconds, visitors, (until) =>
      guess(town, accounts, effort, until, guessed, say),
    )
    return {
      effort,
      guesses: guessed.guesses,
      perSecond: guessed.guesses / ((performance.now() - began) / 1000),
      opened: guessed.opened.size,
      asked: guessed.asked.size,
      answers: Object.fromEntries(guessed.answers),
      served: KINDS.map((kind) => ({ kind, calm: figures(calm, kind), attacked: figures(attacked, kind) })),
    }
  } finally {
    await town.stop()
  }
}

const KINDS: readonly Kind[] = ['known browser', 'passkey', 'new browser']

async function makeVisitors(town: Town, people: readonly Person[], each: number): Promise<readonly Visitor[]> {
  const visitors: Visitor[] = []
  for (let n = 0; n < each; n += 1) {
    const [known, passkey, unknown] = [people[3 * n], people[3 * n + 1], people[3 * n + 2]]
    if (known === undefined || passkey === undefined || unknown === undefined) throw new Error('too few people')
    visitors.push(await knownVisitor(town, known), await passkeyVisitor(town, passkey), newVisitor(town, unknown))
  }
  return visitors
}

type Told = readonly { readonly kind: Kind; readonly signedIn: SignedIn }[]

/** People sign in one after the other, whatever becomes of those before, while something else goes on. */
async function during(
  seconds: number,
  visitors: readonly Visitor[],
  beside: (until: number) => Promise<unknown>,
): Promise<Told> {
  const until = performance.now() + seconds * 1_000
  const other = beside(until)
  const under: Promise<{ readonly kind: Kind; readonly signedIn: SignedIn }>[] = []
  const busy = new Set<Visitor>()
  for (let n = 0; performance.now() < until; n += 1) {
    const visitor = visitors[n % visitors.length]
    // Nobody signs in twice at once: the code of one e-mail would be typed for the other.
    if (visitor !== undefined && !busy.has(visitor)) {
      busy.add(visitor)
      const signingIn = visitor.signIn().finally(() => busy.delete(visitor))
      under.push(signingIn.then((signedIn) => ({ kind: visitor.kind, signedIn })))
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
}

/** The share of the rounds in which the right passwords come: early, as those of a leaked list do. */
const EARLY = 0.5

/** One password of the list at a time is tried at each account, so that no account is asked about twice in a row. */
async function guess(
  town: Town,
  accounts: readonly Person[],
  { seconds, addresses, perSecond, found }: AttackEffort,
  until: number,
  guessed: Guessed,
  say: Say,
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 512 })
  const callers = Array.from({ length: addresses }, (_, n) => createCaller(town.url, addressOf(`attacker ${n}`), agent))
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
  agent.destroy()
}

async function ask(
  { clientId }: Town,
  caller: ReturnType<typeof createCaller>,
  person: Person,
  guessed: Guessed,
): Promise<void> {
  const proof = { codeChallenge: CHALLENGE, codeChallengeMethod: 'S256' }
  const answer = await caller
    .json('auth/login', { ...person, clientId, scope: 'openid', ...proof })
    .catch((error: unknown) => ({ status: 0, text: String(error) }))
  guessed.guesses += 1
  const isRight = answer.status === 200
  if (isRight) (/"code"/.test(answer.text) ? guessed.opened : guessed.asked).add(person.email)
  const reason = isRight ? '' : (/"code":"([a-z_]+)"\}\]/.exec(answer.text)?.[1] ?? '')
  const key = `${answer.status} ${reason}`.trim()
  guessed.answers.set(key, (guessed.answers.get(key) ?? 0) + 1)
}
