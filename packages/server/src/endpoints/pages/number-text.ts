import type { Html } from '#base/html'
import type { NumberRefusal, TextRefusal } from '#domain/enrolment'
import type { Words } from './words.ts'

const TEXTS = {
  malformed: 'number.malformed',
  other_country: 'number.country',
  not_mobile: 'number.not_mobile',
  known: 'number.known',
  unused_number: 'number.unused',
  not_allowed: 'number.not_allowed',
  no_number: 'number.failed',
  limited: 'number.limit',
  failed: 'number.failed',
} as const satisfies Record<NumberRefusal | TextRefusal, string>

/** Why a number was not taken, or no text message was sent; undefined for other reasons. */
export function numberText(say: Words, why: string): Html | undefined {
  const known = Object.entries(TEXTS).find(([one]) => one === why)?.[1]
  return known && say(known)
}
