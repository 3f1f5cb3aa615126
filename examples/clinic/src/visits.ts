import type { Encounter, Observation, Reference } from '@damson/sdk'
import { type Person, TEST_DATA } from './people.ts'
import type { Random } from './random.ts'
import { makeVitalSigns, type Sign } from './vital-signs.ts'

/** A visit, and what was measured then. */
export interface Visit {
  readonly start: Date
  readonly end: Date
  readonly reason: string
  readonly signs: readonly Sign[]
}

const DAY_MS = 24 * 3_600_000
const REASONS = [
  'Check-up',
  'Vaccination',
  'Back pain',
  'Follow-up of blood pressure',
  'Rash',
  'Sprained ankle',
] as const

/** One to four visits of the last year, oldest first. */
export function makeVisits(random: Random, person: Person, today: Date): readonly Visit[] {
  const days = new Set<number>()
  for (let left = random.whole(1, 4); left > 0; left--) days.add(random.whole(1, 365))
  return [...days]
    .sort((a, b) => b - a)
    .map((daysAgo) => {
      const hasFever = random.once(6)
      const minute = random.whole(8 * 12, 17 * 12) * 5
      const start = new Date(weekdayBefore(today, daysAgo).getTime() + minute * 60_000)
      const end = new Date(start.getTime() + random.whole(2, 6) * 5 * 60_000)
      const reason = hasFever ? 'Fever and cough' : random.pick(REASONS)
      return { start, end, reason, signs: makeVitalSigns(random, person, start, hasFever) }
    })
}

function weekdayBefore(today: Date, days: number): Date {
  const midnight = Math.floor(today.getTime() / DAY_MS) * DAY_MS
  const day = new Date(midnight - days * DAY_MS)
  const sinceFriday = { 6: 1, 0: 2 }[day.getUTCDay()] ?? 0
  return new Date(day.getTime() - sinceFriday * DAY_MS)
}

/** The visit as FHIR says it. */
export function encounterOf(
  { start, end, reason }: Visit,
  subject: Reference<'Patient'>,
  individual: Reference<'Practitioner'>,
): Encounter {
  return {
    resourceType: 'Encounter',
    meta: { tag: [TEST_DATA] },
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB', display: 'ambulatory' },
    subject,
    participant: [{ individual }],
    period: { start: start.toISOString(), end: end.toISOString() },
    reasonCode: [{ text: reason }],
  }
}

/** What was measured at the visit, as FHIR says it. */
export function observationsOf(
  { start, signs }: Visit,
  encounter: Reference<'Encounter'>,
  subject: Reference<'Patient'>,
  performer: Reference<'Practitioner'>,
): readonly Observation[] {
  const effectiveDateTime = start.toISOString()
  return signs.map((sign) => ({ ...sign, subject, encounter, effectiveDateTime, performer: [performer] }))
}
