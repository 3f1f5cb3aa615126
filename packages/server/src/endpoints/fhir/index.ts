/**
 * Owns: the FHIR R4 API below `/fhir/R4`: every interaction goes token → grantee → decision → store with the narrowing
 * in its SQL → audit durable → first byte. Does not own: what policies say, how resources are kept.
 */

export type { FhirDeps } from './dependencies.ts'
export { registerFhir } from './routes.ts'
