import type { DamsonClient, Patient, WithId } from '@damson/sdk'
import type { Message, Segment } from '../hl7/message.ts'
import { MessageRefused } from '../hl7/refusal.ts'

/** Which systems the authorities of PID-3 stand for. */
export type Authorities = ReadonlyMap<string, string>

/** The identifiers of the one patient of the message. @throws {MessageRefused} */
export function identifiersOf(
  { segments }: Message,
  authorities: Authorities,
): { pid: Segment; identifiers: string[] } {
  const [pid, another] = segments.filter(({ name }) => name === 'PID')
  if (pid === undefined) throw new MessageRefused('AE', 101, 'PID^1', 'The message says of no patient: PID is missing.')
  if (another !== undefined) throw another.refused(103, 0, 'A message is of one patient: send several.')
  const identifiers = Array.from({ length: pid.count(3) }, (_, index) => {
    const repetition = index + 1
    const [value, authority] = [pid.text(3, 1, { repetition }), pid.text(3, 4, { repetition })]
    const system = authorities.get(authority)
    return system === undefined || value === '' ? [] : [`${escaped(system)}|${escaped(value)}`]
  }).flat()
  if (identifiers.length === 0) {
    const known = [...authorities.keys()].join(', ')
    throw pid.refused(204, 3, `No number of the patient is by an authority that is known here: ${known}.`)
  }
  return { pid, identifiers }
}

/** Finds the patient that all identifiers match, and checks the date of birth. @throws {MessageRefused} */
export async function findPatient(
  client: DamsonClient,
  message: Message,
  authorities: Authorities,
): Promise<WithId<Patient>> {
  const { pid, identifiers } = identifiersOf(message, authorities)
  const found = new Map<string, WithId<Patient>>()
  for (const identifier of identifiers) {
    const matches = await client.searchResources('Patient', new URLSearchParams({ identifier, _count: '2' }))
    if (matches.length === 0) throw pid.refused(204, 3, 'The patient is not known here.')
    for (const match of matches) found.set(match.id, match)
  }
  const [patient, another] = found.values()
  if (patient === undefined || another !== undefined)
    throw pid.refused(205, 3, 'The numbers lead to several patients: nothing was written.')
  // A mistyped digit can give another patient's number, but rarely one with the same date of birth.
  const born = pid
    .text(7)
    .slice(0, 8)
    .replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3')
  if (born !== '' && patient.birthDate !== undefined && born !== patient.birthDate)
    throw pid.refused(204, 7, 'The patient of this number was born on another day: nothing was written.')
  return patient
}

/** A text as a search takes it: in one, these characters mean something. */
export function escaped(text: string): string {
  return text.replace(/[\\,|$]/g, '\\$&')
}
