import { MessageRefused } from './refusal.ts'

/** The characters that a message says it is cut with, in MSH-1 and MSH-2. */
interface Delimiters {
  readonly field: string
  readonly component: string
  readonly repetition: string
  readonly escape: string
  readonly subcomponent: string
}

/** One line of a message. Fields, components and subcomponents count from 1, as in the standard. */
export class Segment {
  readonly name: string
  /** Where it stands, such as `OBX^2`. */
  readonly place: string
  readonly #fields: readonly string[]
  readonly #delimiters: Delimiters

  constructor(line: string, occurrence: number, delimiters: Delimiters) {
    this.#fields = line.split(delimiters.field)
    this.#delimiters = delimiters
    this.name = this.#fields[0] ?? ''
    this.place = `${this.name}^${occurrence}`
  }

  /** A field as it was sent. */
  raw(field: number): string {
    // MSH-1 is the separator itself.
    return this.#fields[this.name === 'MSH' ? field - 1 : field] ?? ''
  }

  /** How often a field is repeated; 0 when it is empty. */
  count(field: number): number {
    return this.raw(field) === '' ? 0 : this.raw(field).split(this.#delimiters.repetition).length
  }

  /** A text, with its escapes read; empty where there is none. */
  text(field: number, component = 1, { subcomponent = 1, repetition = 1 } = {}): string {
    const parts = this.raw(field).split(this.#delimiters.repetition)[repetition - 1] ?? ''
    const part = parts.split(this.#delimiters.component)[component - 1] ?? ''
    const raw = part.split(this.#delimiters.subcomponent)[subcomponent - 1] ?? ''
    // Two quotation marks say that a value is to be removed: there is none.
    return raw === '""' ? '' : this.#unescaped(raw, field)
  }

  refused(condition: 101 | 102 | 103 | 204 | 205, field: number, text: string): MessageRefused {
    return new MessageRefused('AE', condition, `${this.place}^${field}`, text)
  }

  #unescaped(raw: string, field: number): string {
    const { escape } = this.#delimiters
    const [first = '', ...rest] = raw.split(escape)
    if (rest.length % 2 === 1) throw this.refused(102, field, 'An escape sequence does not end.')
    // Between each two escape characters stands a sequence, after it text.
    return first + rest.map((part, index) => (index % 2 === 0 ? this.#sequence(part, field) : part)).join('')
  }

  #sequence(sequence: string, field: number): string {
    const { field: F, component: S, subcomponent: T, repetition: R, escape: E } = this.#delimiters
    const known = new Map(Object.entries({ F, S, T, R, E, H: '', N: '', '.br': '\n' }))
    const text = known.get(sequence)
    if (text === undefined) throw this.refused(102, field, 'An escape sequence is not known here.')
    return text
  }
}

export interface Message {
  readonly header: Segment
  /** All segments, the header first. */
  readonly segments: readonly Segment[]
}

/** Only the header, as far as it is readable: an answer needs it even if the rest is wrong. */
export function headerOf(bytes: Buffer): Segment | undefined {
  const [line = ''] = bytes.toString('latin1').split('\r')
  const delimiters = delimitersOf(line)
  return delimiters === undefined ? undefined : new Segment(line, 1, delimiters)
}

/** Reads a message. @throws {MessageRefused} When it is none, or not whole. */
export function parseMessage(bytes: Buffer): Message {
  const header = headerOf(bytes)
  if (header === undefined)
    throw new MessageRefused('AR', 100, 'MSH^1', 'A message begins with MSH and its delimiters: |^~\\& as a rule.')
  const text = decoded(bytes, header)
  // A number that lost its last digits is a number still: what does not end with its CR may have lost some.
  if (!text.endsWith('\r'))
    throw new MessageRefused('AR', 100, '', 'The message is cut off: its last segment does not end with CR.')
  const lines = text.slice(0, -1).split('\r')
  const delimiters = delimitersOf(lines[0] ?? '')
  const seen = new Map<string, number>()
  const segments = lines.map((line, index) => {
    const name = line.slice(0, 3)
    const occurrence = (seen.get(name) ?? 0) + 1
    seen.set(name, occurrence)
    const isSegment = /^[A-Z][A-Z0-9]{2}$/.test(name) && (line.length === 3 || line[3] === delimiters?.field)
    if (delimiters === undefined || !isSegment || (name === 'MSH' && index > 0))
      throw new MessageRefused(
        'AR',
        100,
        '',
        `Line ${index + 1} is no segment: one has a name of three letters, and ends with CR alone.`,
      )
    return new Segment(line, occurrence, delimiters)
  })
  return { header: segments[0] ?? header, segments }
}

function delimitersOf(line: string): Delimiters | undefined {
  const field = line[3] ?? ''
  if (!line.startsWith('MSH') || field === '') return undefined
  // Since 2.7 there may be a fifth, which marks what was shortened.
  const marks = line.slice(4).split(field)[0] ?? ''
  const all = [field, ...marks.split('')]
  const areGood = all.every((mark) => /^[!-/:-@[-`{-~]$/.test(mark)) && new Set(all).size === all.length
  const [component, repetition, escape, subcomponent] = marks
  if (!areGood || all.length > 6 || component === undefined || repetition === undefined) return undefined
  return escape === undefined || subcomponent === undefined
    ? undefined
    : { field, component, repetition, escape, subcomponent }
}

/** The text in the character set of MSH-18, without guessing: a wrong guess makes wrong names. */
function decoded(bytes: Buffer, header: Segment): string {
  const set = header.raw(18)
  const refused = (text: string): MessageRefused => new MessageRefused('AR', 102, 'MSH^1^18', text)
  // Tabs and line feeds come in text; other control characters do not.
  if (bytes.some((byte) => byte < 0x20 && ![0x09, 0x0a, 0x0d].includes(byte)))
    throw refused('The message has control characters in it: it is binary, or in another encoding.')
  switch (set) {
    case '':
    case 'ASCII':
      if (bytes.some((byte) => byte > 0x7e))
        throw refused('The message is not ASCII: name its character set in MSH-18, such as UNICODE UTF-8.')
      return bytes.toString('latin1')
    case '8859/1':
      return bytes.toString('latin1')
    case 'UNICODE UTF-8':
      try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
      } catch {
        throw refused('The message is not UTF-8, though MSH-18 says so.')
      }
    default:
      throw refused('Send ASCII, 8859/1 or UNICODE UTF-8.')
  }
}
