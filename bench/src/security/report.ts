import type { Verdict } from '../report/budgets.ts'
import { markdownTable, verdictsText } from '../report/results.ts'
import type { Attacked, Figures } from './attack.ts'
import { type Compared, LEAK_MS, MOST_MS } from './enumeration.ts'
import type { Interval } from './interval.ts'

export interface SecurityReport {
  readonly machine: string
  readonly compared: readonly Compared[]
  readonly attacked: Attacked | undefined
}

/** How much slower than in calm times a sign-in may be during an attack, at the 95th of a hundred. */
const MOST_SLOWER = 1.5
const LEAST_PER_SECOND = 200
/** Five that strangers can ask for in an hour, and five that follow a right password. */
const MOST_MAILS = 10
/** As docs/operate.md tells: messages to a number, and to all that differ in their last four digits. */
const [MOST_TO_NUMBER, MOST_TO_BLOCK] = [5, 30]

export function judgeSecurity({ compared, attacked }: SecurityReport, isQuick: boolean): readonly Verdict[] {
  const questions = compared.map(
    ({ store, question, trimmed, median, isSameAnswer, isMet }): Verdict => ({
      budget: question.startsWith('self-check')
        ? `${question}: found on ${store}`
        : `${question}: no difference beyond ± ${MOST_MS} ms on ${store}`,
      measured: `${told(trimmed)} ms, median ${told(median)} ms`,
      isMet,
      cause: isSameAnswer ? 'the interval reaches further' : 'the answers differ in more than their time',
    }),
  )
  return [...questions, ...(attacked === undefined ? [] : judgeAttack(attacked, isQuick))]
}

function judgeAttack({ perSecond, opened, effort, fraud, served }: Attacked, isQuick: boolean): readonly Verdict[] {
  const known = served.filter(({ kind }) => kind !== 'new browser')
  return [
    ...(isQuick
      ? []
      : [
          {
            budget: `at least ${LEAST_PER_SECOND} guesses a second`,
            measured: perSecond.toFixed(0),
            isMet: perSecond >= LEAST_PER_SECOND * 0.99,
            cause: 'this machine sends and answers no more',
          },
        ]),
    {
      budget: `no account is opened, of ${effort.found} whose password is guessed`,
      measured: String(opened),
      isMet: opened === 0,
      cause: 'a right password alone opens an account from a browser that it has not used',
    },
    {
      budget: `toll fraud: no mailbox gets more than ${MOST_MAILS} e-mails that strangers ask for`,
      measured: String(fraud.mostToOne),
      isMet: fraud.mostToOne <= MOST_MAILS,
      cause: 'e-mails go out beyond the limit of a mailbox',
    },
    {
      budget: `toll fraud: at most ${MOST_TO_NUMBER} text messages to a number, ${MOST_TO_BLOCK} to a block of numbers`,
      measured: `${fraud.texts.mostToNumber}, ${fraud.texts.mostToBlock}`,
      isMet: fraud.texts.mostToNumber <= MOST_TO_NUMBER && fraud.texts.mostToBlock <= MOST_TO_BLOCK,
      cause: 'messages go out beyond the limits of a number and its neighbours',
    },
    ...known.flatMap(({ kind, calm, attacked }): Verdict[] => [
      {
        budget: `${kind}: every sign-in succeeds`,
        measured: `${attacked.isIn} of ${attacked.tried}`,
        isMet: attacked.tried > 0 && attacked.isIn === attacked.tried,
        cause: whyOf(attacked),
      },
      {
        budget: `${kind}: p95 under ${MOST_SLOWER} × of calm times`,
        measured: `${ratio(attacked, calm).toFixed(2)} × (${calm.p95Ms.toFixed(0)} to ${attacked.p95Ms.toFixed(0)} ms)`,
        isMet: ratio(attacked, calm) < MOST_SLOWER,
        cause: 'guesses take processor time that sign-ins then lack',
      },
    ]),
  ]
}

const ratio = (attacked: Figures, calm: Figures): number => (calm.p95Ms === 0 ? 0 : attacked.p95Ms / calm.p95Ms)
const told = ({ low, high }: Interval): string => `${low.toFixed(2)} … ${high.toFixed(2)}`
const whyOf = ({ why }: Figures): string => listOf(why)
const listOf = (counted: Readonly<Record<string, number>>): string =>
  Object.entries(counted)
    .sort(([, a], [, b]) => b - a)
    .map(([what, times]) => `${times} × ${what}`)
    .join(', ')

export function securityText(
  report: SecurityReport,
  verdicts: readonly Verdict[],
  day: string,
  isQuick: boolean,
): string {
  const { machine, compared, attacked } = report
  const effort = isQuick ? ' With --quick: too few to trust.' : ''
  return `${[
    '# Security, measured',
    `Written by \`npm run bench -- --security --results\`.${effort}`,
    `Measured on ${day}: ${machine}.`,
    '## Who has an account',
    `The same question about an address with an account and one without, in pairs, each in random order. The accounts have a
password and a passkey, and an e-mail may sign in to them. The figures are known minus unknown, in milliseconds, as
the interval that has the true value in 95 of 100 measurements: of the mean of the middle four fifths (bootstrap) and
of the median, which must both lie within ± ${MOST_MS} ms; and of the mean of all, which single pauses of the machine
move, and by which nothing is judged. More pairs are asked until it is decided. The self-check asks through a server
that answers ${LEAK_MS} ms later about known addresses, which must be found. A difference in fewer than a tenth of
the answers would not be.`,
    markdownTable(
      ['question', 'store', 'pairs', 'median, known', 'trimmed mean', 'median', 'mean'],
      compared.map((one) => [
        one.question,
        one.store,
        String(one.pairs),
        one.knownMs.toFixed(1),
        told(one.trimmed),
        told(one.median),
        told(one.mean),
      ]),
      4,
    ),
    ...(attacked === undefined ? [] : [attackText(attacked)]),
    '## Budgets',
    verdictsText(verdicts),
  ].join('\n\n')}\n`
}

function attackText({ effort, guesses, perSecond, opened, asked, answers, fraud, served }: Attacked): string {
  const rows = served.flatMap(({ kind, calm, attacked }) =>
    (
      [
        ['calm', calm],
        ['attack', attacked],
      ] as const
    ).map(([when, one]) => [
      kind,
      when,
      String(one.tried),
      String(one.isIn),
      one.medianMs.toFixed(0),
      one.p95Ms.toFixed(0),
      String(one.longestWait),
      whyOf(one) || '–',
    ]),
  )
  return [
    '## Under attack',
    `${guesses} guesses (${perSecond.toFixed(0)} a second) from ${effort.addresses} addresses for ${effort.seconds} s, at
${effort.accounts} accounts, with the shipped limits on PostgreSQL and
the setting newBrowserCode. The right passwords of ${effort.found} accounts were
among them: ${opened} accounts were opened, and ${asked} right passwords were answered with a question for a second
factor. Answers: ${listOf(answers)}.`,
    `Beside it, strangers asked for e-mails to ${Math.min(50, effort.accounts)} mailboxes: ${listOf(fraud.asked)}. Answers: ${listOf(fraud.answers)}.
These and all other attacked mailboxes got: ${listOf(fraud.sent)}; one mailbox at most ${fraud.mostToOne} of those that can be asked for.`,
    `${effort.fraudsters} members asked for text messages to numbers of three blocks. Answers: ${listOf(fraud.askedTexts)}. The provider took
${fraud.texts.sent}: at most ${fraud.texts.mostToNumber} to a number and ${fraud.texts.mostToBlock} to a block.`,
    `People sign in four times a second, in turn: with the password on the page of a browser that they have used; with the
password in an app's own form, from a network where they have used it; with a passkey, in a browser without cookies;
and with the password in an app's own form, each time from a network that is new, with the code from the e-mail.`,
    markdownTable(['people', 'when', 'sign-ins', 'in', 'median ms', 'p95 ms', 'longest wait, s', 'not in'], rows, 5),
  ].join('\n\n')
}
