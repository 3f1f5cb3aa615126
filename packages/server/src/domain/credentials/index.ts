/**
 * Owns: from what a request presents to who is asking: Bearer (ours, or a provider's where the operator names its issuer) and Basic on the API, the client's authentication at the
 * OAuth endpoints, by secret, signed assertion or the token of a workload. Does not own: tokens, secrets, rights, which it asks for. Has no table. Asked by: every endpoint
 * that is not public.
 */

export {
  type AuthenticatedClient,
  type ClientAuth,
  type ClientCredentials,
  type ClientRefusal,
  type CredentialDeps,
  type CredentialRefusal,
  type Credentials,
  createCredentials,
} from './credentials.ts'
export { createExternalBearer, type ExternalBearer, type ExternalBearerRefusal } from './external-bearer.ts'
export type { AssertionProblem } from './read-assertion.ts'
export type { WorkloadRefusal } from './workload.ts'
