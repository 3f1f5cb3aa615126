/**
 * Owns: requests to the public API as the person who is signed in, what was refused, and reading by hooks. Does not own:
 * tokens and the sign-in (`session`), nor how answers look (`parts`).
 */

export { fhirPages, searchPath } from './fhir.ts'
export { type Act, type Paged, type Pages, useAct, usePages, useRead, useWhole } from './reading.ts'
export { NotProven, Refusal, type RefusedIssue, Unreachable } from './refusal.ts'
export { type Answer, type Ask, attempt, proveBy, request, stream, type Tried } from './request.ts'
