import type { Db } from '#base/db'
import type { Allowance } from './allowance.ts'
import { consume, sharedLimiter } from './limiter.ts'
import type { ThrottleSettings } from './settings.ts'

/** Numbers that share all but their last digits belong together: whoever earns by messages to them has many in a row. */
const LAST_DIGITS = 4

/** A text message that is about to be sent. */
export interface CountedText {
  readonly number: string
  /**
   * Each is counted apart: what strangers do with a number, or with its neighbours, keeps its owner from no code, and
   * whoever asks for codes hides no notice.
   */
  readonly why: 'own' | 'notice' | 'new' | 'invitation'
  /** The account that asks for it; left out for an administrator's invitation, of which there may be many. */
  readonly account?: string
  /** The project whose administrator invites. */
  readonly project?: string
}

/** A code to sign in to a project with, which anybody can ask for. */
export interface AskedText {
  readonly project: string
  readonly number: string
  /** The browser, if it has signed in before whoever has the number: what strangers ask for keeps it from no code. */
  readonly knownBrowser: string | undefined
}

/** Limits on text messages, counted before they are sent. */
export interface TextLimits {
  /** Of the account, of its number, of the number's prefix, and of what may cost: the project and the server. */
  message(text: CountedText): Promise<Allowance>
  /** A code to sign in with: of its number, whether somebody has it or not. */
  asked(text: AskedText): Promise<Allowance>
  /** The same before it is sent to a number that somebody has: of the number's prefix, the project and the server. */
  sent(text: AskedText): Promise<Allowance>
}

const DAY_SECONDS = 86_400
const HOUR_SECONDS = 3_600

export function textLimits(
  db: Db,
  {
    textsPerAccount,
    textsPerNumber,
    textsPerPrefix,
    textsPerProject,
    textsPerServer,
    textWindowSeconds,
  }: ThrottleSettings,
  keyed: (text: string) => string,
): TextLimits {
  const counter = (name: string, most: number, seconds = textWindowSeconds): ((key: string) => Promise<Allowance>) => {
    const limiter = sharedLimiter(db, name, most, seconds)
    return (key) => consume(limiter, name, key, most)
  }
  const ofAccount = counter('text-account', textsPerAccount)
  const [byNumber, byPrefix] = [counter('text-number', textsPerNumber), counter('text-prefix', textsPerPrefix)]
  const ofProject = counter('text-project', textsPerProject, DAY_SECONDS)
  const ofServer = counter('text-server', textsPerServer, HOUR_SECONDS)
  const ofNumber = (number: string, why: string): Promise<Allowance> => byNumber(keyed(`text ${why} ${number}`))
  const ofPrefix = (number: string, why: string): Promise<Allowance> =>
    byPrefix(keyed(`text prefix ${why} ${number.slice(0, -LAST_DIGITS)}`))
  const signIn = ({ project, knownBrowser }: AskedText): string =>
    knownBrowser === undefined ? `sign-in ${project}` : `known sign-in ${project}`
  /** Each kind apart, so that strangers who ask for codes stop no invitation. */
  const within = async (kind: string, project: string | undefined): Promise<Allowance> => {
    const here = project === undefined ? undefined : await ofProject(`${kind} ${project}`)
    return here?.allowed === false ? here : ofServer(kind)
  }
  return {
    async message({ number, why, account, project }) {
      // What one limit refuses counts against no other: an account that asks on and on must not use up a number's.
      const asker =
        account === undefined ? undefined : await ofAccount(why === 'notice' ? `notice ${account}` : account)
      if (asker?.allowed === false) return asker
      const here = await ofNumber(number, why)
      const alike = here.allowed ? await ofPrefix(number, why) : here
      // A number that was proven is its owner's, whatever others do.
      return alike.allowed && why !== 'own' && why !== 'notice' ? within(why, project) : alike
    },
    asked: (text) => ofNumber(text.number, `${signIn(text)} ${text.knownBrowser ?? ''}`),
    async sent(text) {
      const alike = await ofPrefix(text.number, signIn(text))
      return alike.allowed ? within(text.knownBrowser === undefined ? 'sign-in' : 'known sign-in', text.project) : alike
    },
  }
}
