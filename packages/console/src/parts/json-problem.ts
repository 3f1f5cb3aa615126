/** What is missing where a text stops being JSON, or that something stands behind its end. */
export type MissingOfJson = 'value' | 'name' | 'colon' | 'comma' | 'end'

export interface JsonProblem {
  readonly line: number
  readonly missing: MissingOfJson
}

interface State {
  /** The brackets that are open, from the outermost. */
  readonly open: string
  readonly awaits: MissingOfJson
  /** A bracket was just opened: it may be closed at once. */
  readonly mayClose: boolean
}

const TOKEN =
  /[\t\n\r ]*("(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})|[\u007f-\u009f])*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][+-]?\d+)?|true|false|null|[[\]{},:])/uy

/** Where a text stops being JSON. Undefined where it is JSON. The engines of browsers do not all say it. */
export function problemOfJson(text: string): JsonProblem | undefined {
  let state: State = { open: '', awaits: 'value', mayClose: false }
  let end = 0
  for (;;) {
    TOKEN.lastIndex = end
    const [matched, token] = TOKEN.exec(text) ?? []
    const next = token === undefined ? undefined : after(state, token)
    if (next === undefined || matched === undefined) break
    state = next
    end += matched.length
  }
  const rest = text.slice(end).replace(/^[\t\n\r ]+/, '')
  if (rest === '' && state.awaits === 'end') return undefined
  // What is missing is missing after what came last; what cannot be read is wrong where it stands.
  const isUnread = !['colon', 'comma'].includes(state.awaits) && rest !== '' && !'}],:'.includes(rest[0] ?? '')
  const at = isUnread ? text.length - rest.length : end
  return { line: text.slice(0, at).split('\n').length, missing: state.awaits }
}

function after({ open, awaits, mayClose }: State, token: string): State | undefined {
  const isInObject = open.endsWith('{')
  if (open !== '' && token === (isInObject ? '}' : ']') && (awaits === 'comma' || mayClose))
    return whole(open.slice(0, -1))
  switch (awaits) {
    case 'value':
      if (token === '{') return { open: `${open}{`, awaits: 'name', mayClose: true }
      if (token === '[') return { open: `${open}[`, awaits: 'value', mayClose: true }
      return '}],:'.includes(token) ? undefined : whole(open)
    case 'name':
      return token.startsWith('"') ? { open, awaits: 'colon', mayClose: false } : undefined
    case 'colon':
      return token === ':' ? { open, awaits: 'value', mayClose: false } : undefined
    case 'comma':
      return token === ',' ? { open, awaits: isInObject ? 'name' : 'value', mayClose: false } : undefined
    case 'end':
      return undefined
  }
}

/** A value is whole. */
const whole = (open: string): State => ({ open, awaits: open === '' ? 'end' : 'comma', mayClose: false })
