/**
 * Owns: how much happens in each project by the hour: sign-ins, tokens, refusals, requests and their latency, and which limits
 * were nearly used up (tables `hourly_figures`, `near_limits`). Each node adds up in memory and writes every few seconds: what a
 * killed node had not written is lost, so they are figures for people, and never evidence (that is `domain/audit`). Asked by:
 * `endpoints/admin`, `domain/posture`, the upkeep.
 */

export { forgetFigures, forgetNearLimits, type NearLimitRow, nearLimitsSince } from './figures.store.ts'
export { createFigures, type Figures } from './figures.ts'
export { type Bucket, figuresOf, type Period } from './reading.ts'
