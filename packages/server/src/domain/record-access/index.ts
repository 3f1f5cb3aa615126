/**
 * Owns: what a patient, or somebody who acts for one, is told about who looked at the patient's record. Does not own: the
 * audit itself, nor whether a project tells it (`domain/projects`). Asked by: `endpoints/fhir` and `endpoints/account`.
 */
export { type Look, type Looks, looksAtRecord, type Who } from './record-access.ts'
