import type { Result } from '@damson/fhir'
import { type AckCode, Hl7Context, Hl7Message, Hl7Segment } from './message.ts'

/** Why a message is not taken. It becomes the MSA and ERR segments of the answer. */
export interface Hl7Refusal {
  /** AR: no message, or none that can be read. AE: one that could be read, and failed. */
  readonly ackCode: Extract<AckCode, 'AE' | 'AR'>
  /** A code of table HL70357: 100 segments, 101 missing, 102 type of data, 207 not the message's fault. */
  readonly condition: 100 | 101 | 102 | 103 | 207
  /** Such as `PID^1^5`: segment, which one of its kind, field. Empty if it is the whole message. */
  readonly place: string
  readonly text: string
}

/** Whether a media type is that of HL7 v2 messages. */
export function isHl7(contentType: string): boolean {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  return type === 'x-application/hl7-v2+er7' || type === 'application/hl7-v2+er7' || type === 'application/hl7-v2'
}

const WHOLE = ''

function rejected(condition: Hl7Refusal['condition'], place: string, text: string): Result<never, Hl7Refusal> {
  return { ok: false, refusal: { ackCode: 'AR', condition, place, text } }
}

/** The text of a message, or why it is none and where. Bytes are read in the character set of MSH-18. */
export function readHl7(input: string | Uint8Array): Result<string, Hl7Refusal> {
  const header = firstLine(input)
  if (!header.startsWith('MSH')) return rejected(100, 'MSH^1', 'A message begins with MSH, as in MSH|^~\\&|…')
  if (!hasGoodMarks(header))
    return rejected(102, 'MSH^1^2', 'MSH-1 and MSH-2 are five different punctuation marks: |^~\\& as a rule.')
  const text = typeof input === 'string' ? ({ ok: true, value: input } as const) : decoded(input, header)
  if (!text.ok) return text
  const plain = unframed(text.value)
  const control = plain.search(CONTROL)
  if (control >= 0)
    return rejected(102, WHOLE, `Character ${control + 1} is a control character: the message is binary, or cut.`)
  return checkSegments(plain, header[3] ?? '|')
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
function firstLine(input: string | Uint8Array): string {
  const text = typeof input === 'string' ? input.slice(0, LONGEST_HEADER) : headerText(input)
  return unframed(text).split(/[\r\n]/)[0] ?? ''
}

function headerText(bytes: Uint8Array): string {
  const start = bytes.subarray(0, LONGEST_HEADER)
  const end = start.findIndex((byte) => byte === 0x0d || byte === 0x0a)
  const line = end < 0 ? start : start.subarray(0, end)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(line)
  } catch {
    return latin1(line)
  }
}

function latin1(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192))
  return text
}

function hasGoodMarks(header: string): boolean {
  const field = header[3] ?? ''
  const marks = header.slice(4).split(field)[0] ?? ''
  const all = [field, ...Array.from(marks)]
  // Since 2.7 there may be a sixth, which marks what was shortened.
  if (all.length < 5 || all.length > 6) return false
  return new Set(all).size === all.length && all.every((mark) => /[!-/:-@[-`{-~]/.test(mark))
}

/** Without guessing: a wrong guess makes wrong names. */
function decoded(bytes: Uint8Array, header: string): Result<string, Hl7Refusal> {
  const set = header.split(header[3] ?? '|')[17]?.split(header[5] ?? '~')[0] ?? ''
  switch (set) {
    case '8859/1':
      return { ok: true, value: latin1(bytes) }
    case 'ASCII': {
      const at = bytes.findIndex((byte) => byte > 0x7e)
      if (at < 0) return { ok: true, value: latin1(bytes) }
      return rejected(102, 'MSH^1^18', `Byte ${at + 1} is not ASCII, though MSH-18 says so.`)
    }
    case '':
    case 'UNICODE UTF-8':
    case 'UNICODE':
      try {
        return { ok: true, value: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
      } catch {
        const text = 'The message is not UTF-8: name its character set in MSH-18, such as 8859/1.'
        return rejected(102, 'MSH^1^18', text)
      }
    default:
      return rejected(103, 'MSH^1^18', 'The character set of MSH-18 is ASCII, 8859/1 or UNICODE UTF-8.')
  }
}

function checkSegments(text: string, separator: string): Result<string, Hl7Refusal> {
  for (const [index, line] of text.split(/[\r\n]+/).entries()) {
    const isSegment = /^[A-Z][A-Z0-9]{2}$/.test(line.slice(0, 3)) && (line.length === 3 || line[3] === separator)
    if (!isSegment || (index > 0 && line.startsWith('MSH'))) {
      const what = `Line ${index + 1} is no segment: one begins with three letters or digits, and its separator.`
      return rejected(100, WHOLE, what)
    }
  }
  return { ok: true, value: text }
}

/** The answer to what was refused, as far as its header can be read. */
export function negativeAck(input: string | Uint8Array, refusal: Hl7Refusal): string {
  const header = firstLine(input)
  const readable = header.startsWith('MSH') && hasGoodMarks(header)
  // A header that cannot be read is not answered with its own characters.
  const message = readable ? Hl7Message.parse(header) : new Hl7Message([EMPTY_HEADER])
  const { context } = message
  const text = escaped(refusal.text, context)
  const place = refusal.place.replaceAll('^', context.componentSeparator)
  const code = [String(refusal.condition), '', 'HL70357'].join(context.componentSeparator)
  const errSegment = new Hl7Segment(['ERR', '', place, code, 'E', '', '', '', text], context)
  const ack = message.buildAck({ ackCode: refusal.ackCode, errSegment })
  ack.getSegment('MSA')?.setField(3, text)
  return ack.toString()
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
  const line = text.replace(/\p{Cc}/gu, ' ').slice(0, 500)
  return Array.from(line)
    .map((char) => (names.has(char) ? `${escapeCharacter}${names.get(char)}${escapeCharacter}` : char))
    .join('')
}
