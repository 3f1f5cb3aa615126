/** Whether answers tell by their time who has an account. */
import type { Say } from '../report/progress.ts'
import { CHALLENGE } from '../stand/people.ts'
import { type Caller, createCaller, hiddenIn, type Timed } from './ask.ts'
import { type Interval, isBeyond, isWithin, meanInterval, medianInterval } from './interval.ts'
import { startLeak } from './leak.ts'
import { CALLBACK, type Person, type StoreName, startTown, type Town } from './town.ts'

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
  readonly mean: Interval
  readonly median: Interval
  /** Of another kind than the time: status and text differ. */
  readonly isSameAnswer: boolean
  readonly isMet: boolean
}

/** A question that is asked of an address, with an account or without. */
interface Question {
  readonly name: string
  ask(town: Town, caller: Caller, email: string): Promise<Timed>
}

const WRONG = 'none of the passwords of anybody'
const PKCE = { codeChallenge: CHALLENGE, codeChallengeMethod: 'S256' }

export const QUESTIONS: readonly Question[] = [
  {
    name: 'POST /auth/login, a wrong password',
    ask: ({ clientId }, caller, email) =>
      caller.json('auth/login', { email, password: WRONG, clientId, scope: 'openid', ...PKCE }),
  },
  {
    name: 'POST /auth/method',
    ask: ({ clientId }, caller, email) => caller.json('auth/method', { email, clientId }),
  },
  {
    name: 'POST /auth/resetpassword',
    ask: ({ project }, caller, email) => caller.json('auth/resetpassword', { email, projectId: project }),
  },
  {
    name: 'the sign-in page with a hint, and its passkey options',
    ask: ({ clientId }, caller, email) => caller.open(authorize(clientId, { login_hint: email })),
  },
  {
    name: 'POST /signin, an address',
    ask: async ({ clientId }, caller, email) => {
      const page = await caller.open(authorize(clientId))
      return caller.form('signin', { request: hiddenIn(page.text, 'request'), email })
    },
  },
  {
    name: 'POST /signin, a wrong password',
    ask: async ({ clientId }, caller, email) => {
      const page = await caller.open(authorize(clientId))
      return caller.form('signin', { request: hiddenIn(page.text, 'request'), email, password: WRONG })
    },
  },
  {
    name: 'POST /signin/forgot',
    ask: ({ clientId }, caller, email) => caller.form(`signin/forgot?${authorize(clientId).split('?')[1]}`, { email }),
  },
]

export function authorize(clientId: string, more: Readonly<Record<string, string>> = {}): string {
  return `oauth2/authorize?${new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: CALLBACK,
    scope: 'openid',
    state: 'x',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    ...more,
  })}`
}

/** Limits would answer for the accounts: they are told apart elsewhere. */
const NO_LIMITS = {
  DAMSON_THROTTLE_ATTEMPTS_PER_ADDRESS: '1000000',
  DAMSON_THROTTLE_FAILED_SIGN_INS_PER_ACCOUNT: '1000000',
  DAMSON_THROTTLE_MAILS_PER_RECIPIENT: '1000000',
  DAMSON_THROTTLE_UNKNOWN_HASHING_PERCENT: '10000',
}

/** Wrong passwords in a row turn a password off at 100, so each account is asked about less often than that. */
const MOST_PER_ACCOUNT = 40

export interface EnumerationEffort {
  /** The fewest pairs of a question, and the most: more are asked while the interval is too wide to judge. */
  readonly pairs: number
  readonly mostPairs: number
}

export async function compareAnswers(
  store: StoreName,
  effort: EnumerationEffort,
  say: Say,
): Promise<readonly Compared[]> {
  const town = await startTown(store, NO_LIMITS)
  try {
    const accounts = Math.ceil((2 * effort.mostPairs) / MOST_PER_ACCOUNT) + 5
    const known = Array.from({ length: accounts }, (_, n): Person => personOf(`known-${n}`))
    say(`${store}: the server is up; making ${accounts} accounts.`)
    await town.settle(known)
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
    const second = await question.ask(town, caller, isFirst ? theirs : mine)
    const [ofKnown, ofUnknown] = isFirst ? [first, second] : [second, first]
    if (ofKnown.status >= 500 || ofKnown.status === 429)
      throw new Error(`${question.name}: ${ofKnown.status} ${ofKnown.text.slice(0, 300)}`)
    isSameAnswer &&= ofKnown.status === ofUnknown.status && shape(ofKnown, mine) === shape(ofUnknown, theirs)
    knownTimes.push(ofKnown.ms)
    differences.push(ofKnown.ms - ofUnknown.ms)
  }
  try {
    // The first ones compile and connect.
    for (let pair = 0; pair < known.length; pair += 1) await once(pair)
    differences.length = 0
    knownTimes.length = 0
    for (let pair = 0; pair < effort.mostPairs; pair += 1) {
      await once(pair)
      if (pair + 1 >= effort.pairs && (pair + 1) % 50 === 0 && isDecided(differences)) break
    }
  } finally {
    caller.close()
  }
  const [mean, median] = [meanInterval(differences), medianInterval(differences)]
  const isMet = isSameAnswer && isWithin(mean, MOST_MS) && isWithin(median, MOST_MS)
  say(`  ${store}, ${question.name}: ${told(mean)} ms, median ${told(median)} ms, ${differences.length} pairs`)
  const knownMs = medianInterval(knownTimes).middle
  return { store, question: question.name, pairs: differences.length, knownMs, mean, median, isSameAnswer, isMet }
}

const told = ({ low, high }: Interval): string => `${low.toFixed(2)} … ${high.toFixed(2)}`

function isDecided(differences: readonly number[]): boolean {
  return [meanInterval(differences), medianInterval(differences)].every(
    (one) => isWithin(one, MOST_MS) || isBeyond(one, MOST_MS),
  )
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
    const found = await compare(town, store, question, addresses, effort, say, leak.url)
    return { ...found, isMet: isBeyond(found.mean, MOST_MS) && isBeyond(found.median, MOST_MS) }
  } finally {
    await leak.stop()
  }
}
