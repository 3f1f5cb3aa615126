/**
 * Owns: the FHIR R4 API below `/fhir/R4`. Every interaction takes the same path: token → grantee → decision → store, with
 * the policy's narrowing in the SQL → durable audit → first byte. Does not own: policies, the storage of resources.
 */

export { botForms } from './bot-forms.ts'
export type { FhirDeps } from './dependencies.ts'
export { describedFhir } from './described.ts'
export { registerFhir } from './routes.ts'
