/** HL7 v2 messages with pipes and hats, by the names that senders give them. */
const HL7_TYPES: ReadonlySet<string> = new Set([
  'x-application/hl7-v2+er7',
  'application/hl7-v2+er7',
  'x-application/hl7-v2',
  'application/hl7-v2',
])

export const HL7_TYPE = 'x-application/hl7-v2+er7'

/** Whether a Content-Type is that of an HL7 v2 message. */
export function isHl7(contentType: string): boolean {
  return HL7_TYPES.has((contentType.split(';')[0] ?? '').trim().toLowerCase())
}

/** Where in a message something is wrong: a segment, which of its name it is, and a field. */
export interface Hl7Place {
  readonly segment: string
  readonly ordinal: number
  readonly field: number
}

/** The first place whose bytes are not of the charset. */
export function brokenPlace(message: Uint8Array, isText: (part: Uint8Array) => boolean): Hl7Place {
  const counts = new Map<string, number>()
  for (const segment of splitAt(message, isLineEnd)) {
    const fields = splitAt(segment, (byte) => byte === PIPE)
    const name = nameOf(fields[0])
    counts.set(name, (counts.get(name) ?? 0) + 1)
    const at = fields.findIndex((field) => !isText(field))
    // The separator is the first field of a header.
    if (at >= 0) return { segment: name, ordinal: counts.get(name) ?? 1, field: name === 'MSH' ? at + 1 : at }
  }
  return { segment: 'MSH', ordinal: 1, field: 1 }
}

const PIPE = 0x7c
const isLineEnd = (byte: number): boolean => byte === 0x0d || byte === 0x0a

function nameOf(field: Uint8Array | undefined): string {
  const name = Buffer.from(field?.subarray(0, 3) ?? []).toString('latin1')
  return /^[A-Z][A-Z0-9]{2}$/.test(name) ? name : 'MSH'
}

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

interface Acknowledged {
  /** What was sent, as far as it can be read. */
  readonly message: Uint8Array
  /** `AR`: it could not be read. `AE`: it was read, and what it asked for failed. */
  readonly code: 'AR' | 'AE'
  readonly text: string
  readonly place?: Hl7Place | undefined
  readonly id: string
  readonly now: Date
}

/**
 * A negative acknowledgement (HL7 v2.5.1 §2.13). It goes back to whoever the message says that it is from; a message without
 * a header gets one without names.
 */
export function negativeAcknowledgement({ message, code, text, place, id, now }: Acknowledged): string {
  const header = Buffer.from(splitAt(message, isLineEnd)[0] ?? []).toString('utf8')
  const fields = /^MSH\|[^\p{L}\p{N}\s|]{3,5}\|/u.test(header) ? header.split('|') : []
  const [fromApplication, fromFacility, toApplication, toFacility] = [2, 3, 4, 5].map((at) => partOf(fields[at]))
  const time = now.toISOString().replaceAll(/[-:T]|\..*$/g, '')
  const at = place === undefined ? '' : `${place.segment}^${place.ordinal}^${place.field}`
  return [
    ['MSH', '^~\\&', toApplication, toFacility, fromApplication, fromFacility, time, '', 'ACK', id, 'P', '2.5.1'],
    ['MSA', code, partOf(fields[9])],
    [
      'ERR',
      '',
      at,
      place === undefined ? '207^Application internal error^HL70357' : '102^Data type error^HL70357',
      'E',
      '',
      '',
      '',
      escaped(text),
    ],
  ]
    .map((segment) => `${segment.join('|')}\r`)
    .join('')
}

/** What was sent goes back only if it is short and prints. */
function partOf(field = ''): string {
  return /^[^\p{C}|]{0,199}$/u.test(field) ? field : ''
}

const ESCAPES: Readonly<Record<string, string>> = {
  '|': '\\F\\',
  '^': '\\S\\',
  '~': '\\R\\',
  '&': '\\T\\',
  '\\': '\\E\\',
}

function escaped(text: string): string {
  return text.replaceAll(/\p{C}+/gu, ' ').replaceAll(/[|^~&\\]/g, (one) => ESCAPES[one] ?? '')
}
