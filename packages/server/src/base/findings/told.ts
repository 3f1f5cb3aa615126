import { error, type Finding } from './finding.ts'

/** What a refusal says, from one source: the text of the answer, and what of it a trace may say. */
export interface Told {
  readonly text: string
  readonly finding: Finding
}

/** A text of ours, whose finding is made from it. A text that holds a value does not compile: it needs `told`. */
export type Says<T extends string> = Told | (HoldsValue<T> extends true ? never : T)

/** Only a text that is known letter by letter, with the words of closed lists in it, holds nothing that was sent. */
// oxlint-disable-next-line typescript/no-generated-empty-object-type -- the empty object is a record of a pattern, and of no literal
type HoldsValue<T extends string> = string extends T ? true : Record<never, never> extends Record<T, 1> ? true : false

/** A text with values in it, such as what was sent: the answer has them, and the trace has numbers alone. */
export function told(parts: TemplateStringsArray, ...values: readonly (string | number)[]): Told {
  const filled = (shown: (value: string | number) => string): string =>
    parts.map((part, at) => part + (at < values.length ? shown(values[at] ?? '') : '')).join('')
  return {
    text: filled(String),
    finding: findingIn(filled((value) => (typeof value === 'number' ? String(value) : '…'))),
  }
}

/** A text that may say what was sent, from elsewhere: the trace leaves it to the answer. */
export function answered(text: string): Told {
  return { text, finding: LEFT_TO_ANSWER }
}

const LEFT_TO_ANSWER = error('A value that was sent is refused.', 'Do what the text of the answer says.')

/** Both voices of a refusal. A text that is no literal but is ours throughout, such as one of a table, goes through here. */
export function bothOf(says: string | Told): Told {
  return typeof says === 'string' ? { text: says, finding: findingIn(says) } : says
}

/** Refusals say what was wrong, then after a colon or a full stop what to do. */
function findingIn(text: string): Finding {
  const [, what = text, remedy] = /^(.+?)(?:: |\. )(.+)$/s.exec(text) ?? []
  return error(sentence(what), remedy === undefined || /^…\.?$/.test(remedy) ? CORRECT_IT : sentence(capital(remedy)))
}

const CORRECT_IT = 'Correct this as the answer says, and send the request again.'

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}

/** Names such as `jwksUri` and `_count` stay as they are. */
function capital(text: string): string {
  return text.replace(/^[a-z]+(?=[ ,])/, (word) => word.charAt(0).toUpperCase() + word.slice(1))
}
