/** Whether answers tell by their time who has an account. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Say } from '../report/progress.ts'
import { createCaller, type Timed } from './ask.ts'
import { type Interval, isBeyond, isWithin, meanInterval, medianInterval, trimmedInterval } from './interval.ts'
import { startLeak } from './leak.ts'
import { passkeyVisitor } from './people.ts'
import { QUESTIONS, type Question } from './questions.ts'
import { type Person, type StoreName, startTown, type Town } from './town.ts'

/** The greatest difference that is allowed, in milliseconds. */
export const MOST_MS = 2
/** What the self-check adds to the answers about accounts. */
export const LEAK_MS = 5

/** How one question came out. */
export interface Compared {
  readonly store: StoreName
  readonly question: string
  readonly pairs: number
  readonly knownMs: number
  /** Told beside the others: a single pause of the machine moves it. */
  readonly mean: Interval
  /** By these two it is judged. */
  readonly trimmed: Interval
  readonly median: Interval
  /** Of another kind than the time: status and text differ. */
  readonly isSameAnswer: boolean
  readonly isMet: boolean
}

/** Limits would answer for the accounts: they are told apart elsewhere. */
const NO_LIMITS = {
  DAMSON_THROTTLE_ATTEMPTS_PER_ADDRESS: '1000000',
  DAMSON_THROTTLE_FAILED_SIGN_INS_PER_ACCOUNT: '1000000',
  DAMSON_THROTTLE_MAILS_PER_RECIPIENT: '1000000',
  DAMSON_THROTTLE_UNKNOWN_HASHING_PERCENT: '10000',
}

/** Wrong passwords in a row turn a password off at 100, and three of the questions type one. */
const MOST_PER_ACCOUNT = 30
/** The first ones compile and connect. */
const WARM_UP_PAIRS = 20

export interface EnumerationEffort {
  /** The fewest pairs of a question, and the most: more are asked while the interval is too wide to judge. */
  readonly pairs: number
  readonly mostPairs: number
  /** The most pairs of the self-check, which must find its leak. */
  readonly checkPairs: number
}

export async function compareAnswers(
  store: StoreName,
  effort: EnumerationEffort,
  say: Say,
): Promise<readonly Compared[]> {
  const town = await startTown(store, NO_LIMITS)
  try {
    const accounts = Math.ceil((effort.checkPairs + WARM_UP_PAIRS) / MOST_PER_ACCOUNT) + 2
    const known = Array.from({ length: accounts }, (_, n): Person => personOf(`known-${n}`))
    say(`${store}: the server is up; making ${accounts} accounts.`)
    await town.settle(known)
    // Whatever a page could tell of an account: it has a passkey, and an e-mail may sign in to it.
    await town.set({ emailSignIn: 'Practitioner' })
    for (const person of known) await passkeyVisitor(town, person)
    const unknown = known.map((_, n) => personOf(`other-${n}`).email)
    const addresses = { known: known.map(({ email }) => email), unknown }
    const compared: Compared[] = []
    for (const question of QUESTIONS) compared.push(await compare(town, store, question, addresses, effort, say))
    compared.push(await checkItself(town, store, addresses, effort, say))
    return compared
  } finally {
    await town.stop()
  }
}

/** Addresses of one length. */
const personOf = (name: string): Person => ({
  email: `${name.padEnd(12, 'x')}@clinic.example.org`,
  password: `a quiet garden path of ${name}`,
})

interface Addresses {
  readonly known: readonly string[]
  readonly unknown: readonly string[]
}

/**
 * Asks in pairs, one after the other and in random order: whatever slows the machine down slows both. Each address of one
 * kind has its counterpart, which is asked about as often.
 */
async function compare(
  town: Town,
  store: StoreName,
  question: Question,
  { known, unknown }: Addresses,
  effort: EnumerationEffort,
  say: Say,
  url = town.url,
): Promise<Compared> {
  const caller = createCaller(url)
  const [differences, knownTimes]: [number[], number[]] = [[], []]
  let isSameAnswer = true
  const once = async (pair: number): Promise<void> => {
    const at = pair % known.length
    const [mine, theirs] = [known[at] ?? '', unknown[at] ?? '']
    const isFirst = Math.random() < 0.5
    const first = await question.ask(town, caller, isFirst ? mine : theirs)
    if (question.restMs !== undefined) await sleep(question.restMs)
    const second = await question.ask(town, caller, isFirst ? theirs : mine)
    if (question.restMs !== undefined) await sleep(question.restMs)
    const [ofKnown, ofUnknown] = isFirst ? [first, second] : [second, first]
    if (ofKnown.status >= 500 || ofKnown.status === 429)
      throw new Error(`${question.name}: ${ofKnown.status} ${ofKnown.text.slice(0, 300)}`)
    isSameAnswer &&= ofKnown.status === ofUnknown.status && shape(ofKnown, mine) === shape(ofUnknown, theirs)
    knownTimes.push(ofKnown.ms)
    differences.push(ofKnown.ms - ofUnknown.ms)
  }
  try {
    for (let pair = 0; pair < WARM_UP_PAIRS; pair += 1) await once(pair)
    differences.length = 0
    knownTimes.length = 0
    for (let pair = 0; pair < effort.mostPairs; pair += 1) {
      await once(pair)
      if (pair + 1 >= effort.pairs && (pair + 1) % BETWEEN === 0 && isDecided(differences)) break
    }
  } finally {
    caller.close()
  }
  const found = intervalsOf(differences)
  const { mean, trimmed, median } = found
  const isMet = isSameAnswer && isWithin(trimmed, MOST_MS) && isWithin(median, MOST_MS)
  const [pairs, knownMs] = [differences.length, medianInterval(knownTimes).middle]
  const all = `trimmed ${told(trimmed)} ms, median ${told(median)} ms, mean ${told(mean)} ms`
  say(`  ${store}, ${question.name}: ${all}, ${pairs} pairs`)
  return { store, question: question.name, pairs, knownMs, ...found, isSameAnswer, isMet }
}

const intervalsOf = (differences: readonly number[]): Pick<Compared, 'mean' | 'trimmed' | 'median'> => ({
  mean: meanInterval(differences),
  trimmed: trimmedInterval(differences),
  median: medianInterval(differences),
})

/** So many pairs until it is asked again whether there are enough. */
const BETWEEN = 30

const told = ({ low, high }: Interval): string => `${low.toFixed(2)} … ${high.toFixed(2)}`

function isDecided(differences: readonly number[]): boolean {
  const { trimmed, median } = intervalsOf(differences)
  return [trimmed, median].every((one) => isWithin(one, MOST_MS) || isBeyond(one, MOST_MS))
}

/** What of an answer may not depend on the account: all but the address, sealed texts, ids and times. */
function shape({ text, location }: Timed, email: string): string {
  return `${location} ${text}`
    .replaceAll(email, '')
    .replaceAll(encodeURIComponent(email), '')
    .replaceAll(/[\w-]{20,}(\.[\w-]+)*/g, '')
    .replaceAll(/\d+/g, '')
}

/** A leak of 5 ms that is planted into the same measurement must be found. */
async function checkItself(
  town: Town,
  store: StoreName,
  addresses: Addresses,
  effort: EnumerationEffort,
  say: Say,
): Promise<Compared> {
  const [login] = QUESTIONS
  if (login === undefined) throw new Error('there is no question')
  const leak = await startLeak(town.url, LEAK_MS, (body) => addresses.known.some((email) => body.includes(email)))
  try {
    const question = { ...login, name: `self-check: ${LEAK_MS} ms more for known addresses` }
    const found = await compare(
      town,
      store,
      question,
      addresses,
      { ...effort, mostPairs: effort.checkPairs },
      say,
      leak.url,
    )
    return { ...found, isMet: isBeyond(found.trimmed, MOST_MS) && isBeyond(found.median, MOST_MS) }
  } finally {
    await leak.stop()
  }
}
