/**
 * Owns: limits: failed sign-ins, wrong secrets and codes, attempts per address, tokens per client, FHIR requests per
 * membership, e-mails and text messages per recipient and project; wrong passwords in a row, and the time for hashing them (tables
 * `rate_limits`, `known_addresses`, `password_guesses`). Does not own: the answers. Asked by: sign-in, the token endpoint,
 * FHIR, mail.
 */

export { type Allowance, busyAllowance, rateLimitHeader } from './allowance.ts'
export { FHIR_POINTS, type FhirAllowance, type FhirCaller, type LimitUsed, type Quotas } from './fhir-limit.ts'
export { forgetGuesses, type Standing, type StandingKeys, standingColumns, wasSeen } from './guesses.store.ts'
export type { Place } from './known-places.ts'
export { textAccount } from './mailed-codes.ts'
export { ThrottleSettings } from './settings.ts'
export type { Attempt, HeldRefusal } from './sign-in-limit.ts'
export type { StrangerMail } from './stranger-mails.ts'
export type { AskedText, CountedText } from './text-limit.ts'
export { forgetAddresses, forgetLimits } from './throttle.store.ts'
export { createThrottle, type Throttle } from './throttle.ts'
