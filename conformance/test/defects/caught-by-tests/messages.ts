/** Defects of text messages, of signing in by them, and of what strangers may ask for. */
import { caughtBy, type TestedDefect } from './tested-defect.ts'

const texts = caughtBy('server/test/signin/text-codes')
const byText = caughtBy('server/test/signin/by-text')
const limits = caughtBy('server/src/domain/throttle/mailed-codes')
const line = caughtBy('server/src/domain/factors/semaphore')
const STORE = 'server/src/domain/factors/factors.store'

export const MESSAGE_DEFECTS: readonly TestedDefect[] = [
  texts(
    'a text message is the second of two factors',
    'is set up where a project demands a second factor and allows it, by a code to the number',
    'server/src/domain/logins/assurance',
    'const isTwo = !byMessage && (isKeyed ||',
    "const isTwo = !byMessage && (isKeyed || factors.includes('sms') ||",
  ),
  texts(
    'a number that others may have by now gets codes',
    'goes to no number that was not used for 90 days: then a recovery code opens the account',
    STORE,
    'last_used_at >= ${since} as "isUsed"',
    '${since}::timestamptz is not null as "isUsed"',
  ),
  texts(
    'numbers in a row have no limit together',
    'is sent neither often to one number nor to its neighbours',
    'server/src/domain/throttle/text-limit',
    'number.slice(0, -LAST_DIGITS)',
    'number',
  ),
  texts(
    'numbers whose calls cost more get codes',
    'goes to mobile phones of the allowed countries alone',
    'server/src/base/phone/index',
    "  if (!TAKES_TEXTS.has(number.getType() ?? '')) return refused('not_mobile')\n",
    '',
  ),
  texts(
    'text messages are all that a project allows',
    'is set by settings that leave another choice: %s',
    'server/src/domain/projects/factor-settings',
    "if (!methods.includes('totp'))",
    "if (methods.includes('nothing'))",
  ),
  byText(
    'a text message alone leads to every role of its person',
    'is there for the roles that the project says, and for nobody where it says none',
    'server/src/domain/signin/choices',
    ': textSignInOf(project.resource)\n',
    ": ['Patient']\n",
  ),
  byText(
    'an invitation adds a person to the account of another one',
    'is for invited numbers of mobile phones, each of one person',
    'server/src/domain/registration/invite',
    'if (!forceNewMembership) refuse',
    'if (forceNewMembership) refuse',
  ),
  limits(
    'whoever asks for codes hides the notices to a number',
    'count text messages of each project apart, and those that browsers ask for which have signed in',
    'server/src/domain/throttle/text-limit',
    "why === 'notice' ? `notice ${account}` : account",
    'account',
  ),
  limits(
    'strangers use up the codes of a browser that has signed in',
    'count text messages of each project apart, and those that browsers ask for which have signed in',
    'server/src/domain/throttle/text-limit',
    "within(text.knownBrowser === undefined ? 'sign-in' : 'known sign-in', text.project)",
    "within('sign-in', text.project)",
  ),
  limits(
    'a server sends any number of text messages',
    'count text messages of each project apart, and those that browsers ask for which have signed in',
    'server/src/domain/throttle/text-limit',
    'return here?.allowed === false ? here : ofServer(kind)',
    'return here ?? ofServer(kind)',
  ),
  limits(
    'the browser of another account is known',
    'of a password let a browser past those of strangers that its account has signed in with, and no other',
    'server/src/domain/throttle/sign-in-limit',
    '`${account}\\nin ${browserHash}`',
    '`in ${browserHash}`',
  ),
  line(
    'passwords of known browsers wait behind those of strangers',
    'what is asked for first begins before all that wait, and ends nothing that runs',
    'server/src/domain/factors/semaphore',
    'first.shift() ?? line.shift()',
    'line.shift() ?? first.shift()',
  ),
  byText(
    'a number that signs nobody in any more proves its person anew',
    'proves a person anew by another, for ten minutes, where it may sign them in still',
    'server/src/domain/signin/own-number',
    "  if (found !== 'somewhere') return refused('not_allowed')\n",
    '',
  ),
  byText(
    'people without an address are not told of a new browser',
    'tells a person at their phone of a new browser, in their language, and of it once',
    'server/src/domain/signin/new-place',
    'if (email !== null && isProven !== true)',
    'if (isProven !== true)',
  ),
]
