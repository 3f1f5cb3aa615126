import { error, type Finding } from './finding.ts'

/** A refusal's text for the answer, and the part of it that a trace may show. */
export interface Told {
  readonly text: string
  readonly finding: Finding
}

/** One of our own texts, which also becomes the finding. A text with a value in it doesn't compile: it needs `told`. */
export type Says<T extends string> = Told | (HoldsValue<T> extends true ? never : T)

/** Only a text known letter by letter, with words from closed lists, is free of input. */
// oxlint-disable-next-line typescript/no-generated-empty-object-type -- the record of a pattern without a literal is empty
type HoldsValue<T extends string> = string extends T ? true : Record<never, never> extends Record<T, 1> ? true : false

/**
 * A text with values in it, such as input: the answer shows them, and the trace only numbers. A long text may be written
 * on several lines: a line break with its indentation is one space.
 */
export function told(parts: TemplateStringsArray, ...values: readonly (string | number)[]): Told {
  const written = parts.map((part) => part.replaceAll(/\n\s*/g, ' '))
  const filled = (shown: (value: string | number) => string): string =>
    written.map((part, at) => part + (at < values.length ? shown(values[at] ?? '') : '')).join('')
  return {
    text: filled(String),
    finding: findingIn(filled((value) => (typeof value === 'number' ? String(value) : '…'))),
  }
}

/** A text from elsewhere that may contain input: it appears in the answer, not in the trace. */
export function answered(text: string): Told {
  return { text, finding: LEFT_TO_ANSWER }
}

const LEFT_TO_ANSWER = error('A value that was sent is refused.', 'Do what the text of the answer says.')

/**
 * Both texts of a refusal. A text that isn't a literal but is entirely ours, such as one from a table, comes in through
 * here.
 */
export function bothOf(says: string | Told): Told {
  return typeof says === 'string' ? { text: says, finding: findingIn(says) } : says
}

/** Refusals say what was wrong, then after a colon or a full stop what to do. */
function findingIn(text: string): Finding {
  const [, what = text, remedy] = /^(.+?)(?:: |\. )(.+)$/s.exec(text) ?? []
  const isUntold = remedy === undefined || remedy === '…' || remedy === '….'
  return error(sentence(what), isUntold ? CORRECT_IT : sentence(capital(remedy)))
}

const CORRECT_IT = 'Correct this as the answer says, and send the request again.'

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}

/** Names such as `jwksUri` and `_count` stay as they are. */
function capital(text: string): string {
  return text.replace(/^[a-z]+(?=[ ,])/, (word) => word.charAt(0).toUpperCase() + word.slice(1))
}
