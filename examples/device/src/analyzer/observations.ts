import type { CodeableConcept, Observation } from '@damson/sdk'
import type { Message, Segment } from '../hl7/message.ts'
import { MessageRefused } from '../hl7/refusal.ts'
import { readTimestamp, zoneOf } from '../hl7/timestamp.ts'
import { isLoinc, testByLocalCode } from './tests.ts'
import { conceptOf, valueOf } from './values.ts'

const LOINC = 'http://loinc.org'
const V3 = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation'
const STATUSES = new Map<string, Observation['status']>([
  ['F', 'final'],
  ['P', 'preliminary'],
  ['R', 'preliminary'],
  ['S', 'preliminary'],
  ['I', 'registered'],
  ['X', 'cancelled'],
])
/** What the server takes in one batch. */
const MOST_RESULTS = 500

export interface Place {
  /** Whose clocks stamp times that carry no zone, such as `Europe/Berlin`. */
  readonly timeZone: string
  /** What the identifiers of this analyzer's results belong to. */
  readonly resultSystem: string
  readonly now: Date
}

/** An Observation that does not know its patient yet. */
export type Result = Observation & { readonly identifier: [{ readonly system: string; readonly value: string }] }

/** Every result of the message, in order; all of it is right, or nothing is taken. @throws {MessageRefused} */
export function resultsOf(message: Message, place: Place): readonly Result[] {
  checkHeader(message.header)
  const results: Result[] = []
  let obr: Segment | undefined
  for (const segment of message.segments) {
    if (segment.name === 'OBR') obr = segment
    if (segment.name === 'NTE' && results.length > 0) addNote(results, segment)
    if (segment.name !== 'OBX') continue
    if (obr === undefined) throw segment.refused(101, 0, 'An OBX stands after the OBR that it belongs to.')
    if (results.length === MOST_RESULTS)
      throw segment.refused(103, 0, `A message has at most ${MOST_RESULTS} results: send several.`)
    results.push(resultOf(message.header, obr, segment, results.length + 1, place))
  }
  if (results.length === 0) throw new MessageRefused('AE', 101, 'OBX^1', 'The message has no result in it.')
  return results
}

function checkHeader(header: Segment): void {
  const refused = (condition: 101 | 200 | 201 | 202 | 203, field: number, text: string): MessageRefused =>
    new MessageRefused('AR', condition, `MSH^1^${field}`, text)
  if (header.text(9) !== 'ORU') throw refused(200, 9, 'Only results are taken here: ORU^R01.')
  if (header.text(9, 2) !== 'R01') throw refused(201, 9, 'Only results are taken here: ORU^R01.')
  if (header.text(11) !== 'P') throw refused(202, 11, 'Only production messages are taken here: P.')
  if (!/^2\.[3-8](\.\d)?$/.test(header.text(12))) throw refused(203, 12, 'Versions 2.3 to 2.8 are taken here.')
  if (!/^[\x20-\x7e]{1,199}$/.test(header.text(10)))
    throw refused(101, 10, 'A message has a control id, so that it can be sent twice and be taken once.')
}

function resultOf(header: Segment, obr: Segment, obx: Segment, number: number, place: Place): Result {
  const { code, loinc } = codeOf(obx)
  const status = STATUSES.get(obx.text(11))
  if (status === undefined)
    throw obx.refused(
      103,
      11,
      'New results are F, P, R, S, I or X: who corrects one changes what is stored, and an analyzer may not.',
    )
  const isMeasured = status !== 'cancelled' && (status !== 'registered' || obx.raw(5) !== '')
  const range = obx.text(7)
  return {
    resourceType: 'Observation',
    identifier: [{ system: place.resultSystem, value: identifierOf(header, number) }],
    status,
    category: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] },
    ],
    code,
    effectiveDateTime: timeOf(header, obr, obx, place),
    device: { display: [header.text(3), header.text(4)].filter((text) => text !== '').join(', ') || 'Analyzer' },
    ...(isMeasured ? valueOf(obx, loinc) : { dataAbsentReason: notMeasured(status) }),
    ...interpretationOf(obx),
    ...(range !== '' && { referenceRange: [{ text: range }] }),
  }
}

/** Sender, control id and number of the result: the same whenever the message is sent again. */
function identifierOf(header: Segment, number: number): string {
  const sender = [header.text(3), header.text(4), header.text(10)]
  return [...sender.map((part) => encodeURIComponent(part)), number].join(':')
}

function codeOf(obx: Segment): { readonly code: CodeableConcept; readonly loinc: string | undefined } {
  const concept = conceptOf(obx, 3)
  const sent = concept.coding?.find(({ system }) => system === LOINC)?.code
  if (sent !== undefined) {
    if (!isLoinc(sent)) throw obx.refused(103, 3, 'This is no LOINC code: its check digit is wrong.')
    return { code: concept, loinc: sent }
  }
  const known = testByLocalCode(obx.text(3))
  if (known === undefined) throw obx.refused(103, 3, 'The test is not known here: send a LOINC code, or have it added.')
  const { loinc, name } = known
  const codings = [{ system: LOINC, code: loinc, display: name }, ...(concept.coding ?? [])]
  return { code: { coding: codings, text: name }, loinc }
}

function timeOf(header: Segment, obr: Segment, obx: Segment, { timeZone, now }: Place): string {
  const [from, field] = obx.raw(14) === '' ? ([obr, 7] as const) : ([obx, 14] as const)
  const text = from.text(field)
  if (text === '') throw obx.refused(101, 14, 'The time is missing, here and in OBR-7.')
  const time = readTimestamp(text, zoneOf(header.text(7)), timeZone)
  if (time === undefined) throw from.refused(102, field, 'This is no time, such as 20261125101500+0100.')
  if (Date.parse(time) > now.getTime() + 24 * 3_600_000)
    throw from.refused(102, field, 'The time lies in the future: check the clock of the analyzer.')
  return time
}

function interpretationOf(obx: Segment): Pick<Observation, 'interpretation'> {
  const code = obx.text(8)
  if (code === '') return {}
  if (!['N', 'A', 'AA', 'L', 'LL', 'H', 'HH', '<', '>', 'S', 'I', 'R', 'POS', 'NEG'].includes(code))
    throw obx.refused(103, 8, 'The flag is not known here.')
  return { interpretation: [{ coding: [{ system: V3, code }] }] }
}

function notMeasured(status: Observation['status']): CodeableConcept {
  const code = status === 'cancelled' ? 'not-performed' : 'temp-unknown'
  return { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code }] }
}

function addNote(results: Result[], nte: Segment): void {
  const last = results.pop()
  const text = nte.text(3)
  if (last !== undefined) results.push(text === '' ? last : { ...last, note: [...(last.note ?? []), { text }] })
}
