import type { Result } from '@damson/fhir'
import { type AckCode, Hl7Context, Hl7Message, Hl7Segment } from './message.ts'
import { formatHl7DateTime } from './time.ts'

/** Why a message is not taken. It becomes the MSA and ERR segments of the answer. */
export interface Hl7Refusal {
  /** AR: no message, or none that can be read. AE: it was read, and what it asked for failed. */
  readonly ackCode: Extract<AckCode, 'AE' | 'AR'>
  /** Of table HL70357: 100 order of segments, 102 type of data, 103 value of a table, 207 not the message's fault. */
  readonly condition: keyof typeof CONDITIONS
  /** Such as `PID^1^5`: segment, which one of its name, field. Empty if it is the whole message. */
  readonly place: string
  readonly text: string
}

const CONDITIONS = {
  100: 'Segment sequence error',
  102: 'Data type error',
  103: 'Table value not found',
  207: 'Application internal error',
}

export const HL7_TYPE = 'x-application/hl7-v2+er7'

/** HL7 v2 messages with pipes and hats, by the names that senders give them. */
const TYPES: ReadonlySet<string> = new Set([
  HL7_TYPE,
  'application/hl7-v2+er7',
  'x-application/hl7-v2',
  'application/hl7-v2',
])

/** Whether a Content-Type is that of an HL7 v2 message. */
export function isHl7(contentType: string): boolean {
  return TYPES.has((contentType.split(';')[0] ?? '').trim().toLowerCase())
}

function rejected(condition: Hl7Refusal['condition'], place: string, text: string): Result<never, Hl7Refusal> {
  return { ok: false, refusal: { ackCode: 'AR', condition, place, text } }
}

/** The text of a message, or why it is none and where. Without a charset from outside, MSH-18 names it, else it is UTF-8. */
export function readHl7(bytes: Uint8Array, charset?: string): Result<string, Hl7Refusal> {
  const header = headerOf(bytes)
  if (!header.startsWith('MSH'))
    return rejected(100, 'MSH^1', 'This is no HL7 v2 message: begin with a segment MSH and its separators.')
  if (!hasGoodMarks(header))
    return rejected(102, 'MSH^1^2', 'MSH-1 and MSH-2 must be five different punctuation marks: |^~\\& as a rule.')
  const named = charset ?? charsetIn(header)
  if (named === undefined)
    return rejected(103, 'MSH^1^18', 'MSH-18 names an unknown charset: send ASCII, 8859/1 or UNICODE UTF-8.')
  const text = decoded(bytes, named)
  if (text === undefined) {
    const place = brokenPlace(bytes, header.charCodeAt(3), (part) => decoded(part, named) !== undefined)
    return rejected(
      102,
      place,
      `The bytes at ${place} are not in the charset ${named}: correct them, or name the charset.`,
    )
  }
  const plain = unframed(text)
  const trouble = troubleIn(plain, header[3] ?? '|')
  if (trouble !== undefined) return trouble
  // Without a frame, it stays as it was sent.
  return { ok: true, value: text.startsWith('\v') || text.includes('\u001c') ? `${plain}\r` : text }
}

/** Tabs and line ends come in text; other control characters do not. */
const CONTROL = /(?![\t\r\n\u0080-\u009f])\p{Cc}/u

/** Without the bytes of MLLP, which an agent takes off and some senders leave on, and without empty lines at its end. */
function unframed(text: string): string {
  let end = text.length
  while (end > 0 && '\u001c\r\n'.includes(text[end - 1] ?? '')) end -= 1
  return text.slice(text.startsWith('\v') ? 1 : 0, end)
}

const LONGEST_HEADER = 4_096

/** As far as it can be read: an answer needs it even if the rest is wrong. */
function headerOf(bytes: Uint8Array): string {
  const start = bytes.subarray(0, LONGEST_HEADER)
  const end = start.findIndex((byte, at) => at > 0 && isLineEnd(byte))
  const line = end < 0 ? start : start.subarray(0, end)
  return unframed(decoded(line, 'utf-8') ?? decoded(line, 'latin1') ?? '')
}

const isLineEnd = (byte: number): boolean => byte === 0x0d || byte === 0x0a

function hasGoodMarks(header: string): boolean {
  const field = header[3] ?? ''
  const marks = header.slice(4).split(field)[0] ?? ''
  const all = [field, ...Array.from(marks)]
  // Since 2.7 there may be a sixth, which marks what was shortened.
  if (all.length < 5 || all.length > 6) return false
  return new Set(all).size === all.length && all.every((mark) => /[!-/:-@[-`{-~]/.test(mark))
}

/** By the names of table HL70211, without guessing: a wrong guess makes wrong names. */
function charsetIn(header: string): string | undefined {
  const set = header.split(header[3] ?? '|')[17]?.split(header[5] ?? '~')[0] ?? ''
  switch (set) {
    case '':
    case 'ASCII':
    case 'UNICODE':
    case 'UNICODE UTF-8':
      return 'utf-8'
    case '8859/1':
      return 'latin1'
    default:
      return undefined
  }
}

function decoded(bytes: Uint8Array, charset: string): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** The first place whose bytes are not of the charset. */
function brokenPlace(message: Uint8Array, separator: number, isText: (part: Uint8Array) => boolean): string {
  const counts = new Map<string, number>()
  for (const segment of splitAt(message, isLineEnd)) {
    const fields = splitAt(segment, (byte) => byte === separator)
    const name = nameOf(fields[0])
    counts.set(name, (counts.get(name) ?? 0) + 1)
    const at = fields.findIndex((field) => !isText(field))
    // The separator is the first field of a header.
    if (at >= 0) return `${name}^${counts.get(name)}^${name === 'MSH' ? at + 1 : at}`
  }
  return 'MSH^1^1'
}

function nameOf(field: Uint8Array | undefined): string {
  const name = String.fromCharCode(...(field?.subarray(0, 3) ?? []))
  return SEGMENT.test(name) ? name : 'MSH'
}

const SEGMENT = /^[A-Z][A-Z0-9]{2}$/

function splitAt(bytes: Uint8Array, isEnd: (byte: number) => boolean): readonly Uint8Array[] {
  const parts: Uint8Array[] = []
  let from = 0
  for (let at = 0; at <= bytes.length; at += 1) {
    const byte = bytes[at]
    if (byte !== undefined && !isEnd(byte)) continue
    parts.push(bytes.subarray(from, at))
    from = at + 1
  }
  return parts
}

function troubleIn(text: string, separator: string): Result<never, Hl7Refusal> | undefined {
  const control = text.search(CONTROL)
  if (control >= 0)
    return rejected(102, '', `Character ${control + 1} is a control character: the message is binary, or cut.`)
  for (const [index, line] of text.split(/[\r\n]+/).entries()) {
    const isSegment = SEGMENT.test(line.slice(0, 3)) && (line.length === 3 || line[3] === separator)
    if (!isSegment || (index > 0 && line.startsWith('MSH'))) {
      const what = `Line ${index + 1} is no segment: one begins with three letters or digits, and its separator.`
      return rejected(100, '', what)
    }
  }
  return undefined
}

/** The answer to what was refused, back to whoever the message says that it is from, as far as that can be read. */
export function negativeAck(bytes: Uint8Array, refusal: Hl7Refusal, id: string, now: Date): string {
  const header = headerOf(bytes)
  const isReadable = header.startsWith('MSH') && hasGoodMarks(header)
  // A header that cannot be read is not answered with its own marks.
  const message = isReadable ? Hl7Message.parse(short(header)) : new Hl7Message([EMPTY_HEADER])
  const { context } = message
  const text = escaped(refusal.text, context)
  const hats = (parts: string): string => parts.replaceAll('^', context.componentSeparator)
  const code = hats(`${refusal.condition}^${CONDITIONS[refusal.condition]}^HL70357`)
  const errSegment = new Hl7Segment(['ERR', '', hats(refusal.place), code, 'E', '', '', '', text], context)
  const ack = message.buildAck({ ackCode: refusal.ackCode, errSegment })
  ack.header.setField(7, formatHl7DateTime(now))
  ack.header.setField(10, id)
  return `${ack.toString()}\r`
}

/** What was sent goes back only if it is short and prints. */
function short(header: string): string {
  const separator = header[3] ?? '|'
  return header
    .split(separator)
    .map((field) => (/^\P{C}{0,199}$/u.test(field) ? field : ''))
    .join(separator)
}

const EMPTY_HEADER = `MSH|${new Hl7Context().getMsh2()}||||||||`

function escaped(text: string, context: Hl7Context): string {
  const names = new Map([
    [context.escapeCharacter, 'E'],
    [context.fieldSeparator, 'F'],
    [context.componentSeparator, 'S'],
    [context.subcomponentSeparator, 'T'],
    [context.repetitionSeparator, 'R'],
  ])
  const { escapeCharacter } = context
  const line = text.replace(/\p{C}+/gu, ' ').slice(0, 500)
  return Array.from(line, (char) =>
    names.has(char) ? `${escapeCharacter}${names.get(char)}${escapeCharacter}` : char,
  ).join('')
}
