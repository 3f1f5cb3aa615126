/** A text message. */
export interface Sms {
  /** In E.164. */
  readonly to: string
  readonly text: string
}

/** The body of a request to a provider. */
export interface SmsBody {
  readonly contentType: 'application/json' | 'application/x-www-form-urlencoded'
  readonly text: string
}

/** `{to}` is the number, `{digits}` the same without its plus sign, `{text}` the message. */
const PLACES = /\{(to|digits|text)\}/g

/** Why a template is not one; undefined if it is. */
export function templateProblem(template: string): string | undefined {
  if (isJson(template) && read(template) === undefined) return 'must be JSON, or a form such as To={to}&Body={text}'
  const places = new Set(Array.from(template.matchAll(PLACES), ([, place]) => place))
  const isWhole = places.has('text') && (places.has('to') || places.has('digits'))
  return isWhole ? undefined : 'must contain {text}, and {to} or {digits}'
}

/** The template with a message in it. It is filled after it was read, so that no text can add a member or a field. */
export function filledBody(template: string, { to, text }: Sms): SmsBody {
  const values: Readonly<Record<string, string>> = { to, text, digits: to.replace('+', '') }
  const fill = (part: string): string => part.replaceAll(PLACES, (_, place: string) => values[place] ?? '')
  if (isJson(template))
    return {
      contentType: 'application/json',
      text: JSON.stringify(read(template), (_, value: unknown) => filled(value, fill)),
    }
  const form = new URLSearchParams()
  for (const [name, value] of new URLSearchParams(template)) form.append(name, fill(value))
  return { contentType: 'application/x-www-form-urlencoded', text: form.toString() }
}

const filled = (value: unknown, fill: (part: string) => string): unknown =>
  typeof value === 'string' ? fill(value) : value

const isJson = (template: string): boolean => /^\s*[[{]/.test(template) && !/^\s*\{(to|digits|text)\}/.test(template)

function read(template: string): unknown {
  try {
    return JSON.parse(template)
  } catch {
    return undefined
  }
}
