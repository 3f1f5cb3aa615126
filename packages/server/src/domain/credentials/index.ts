/**
 * Owns: from a request's credentials to its caller: Bearer (ours, or a provider's whose issuer the operator named) and
 * Basic on the API; the client's authentication at the OAuth endpoints, by secret, signed assertion or workload token.
 * Does not own: tokens, secrets, rights, which it asks for. Has no table. Asked by: every endpoint that is not public.
 */

export type { AuthenticatedClient, ClientAuth } from './authenticated.ts'
export {
  type ClientCredentials,
  type ClientRefusal,
  type CredentialDeps,
  type CredentialRefusal,
  type Credentials,
  createCredentials,
} from './credentials.ts'
export { createExternalBearer, type ExternalBearer, type ExternalBearerRefusal } from './external-bearer.ts'
export { proveKey } from './key-proof.ts'
export type { AssertionProblem } from './read-assertion.ts'
export type { WorkloadRefusal } from './workload.ts'
