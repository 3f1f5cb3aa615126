/** Defects of a server with many issuers, and of its resource. */
import { type Defect, defectsIn } from './defect.ts'

const accessTokens = defectsIn('server/src/domain/tokens/access-tokens.ts')
const clients = defectsIn('server/src/domain/clients/client.ts')
const refreshTokens = defectsIn('server/src/domain/tokens/refresh-tokens.ts')
const issuer = defectsIn('server/src/domain/projects/issuer.ts')
const form = defectsIn('server/src/endpoints/answers/form.ts')
const grantee = defectsIn('server/src/endpoints/answers/grantee.ts')

export const ISSUER_DEFECTS: readonly Defect[] = [
  accessTokens(
    'a token that was seen at its own issuer is taken at every other',
    'issuers-3.3-foreign-token',
    "if (known.issuer !== issuer.url) return refused({ why: 'wrong_issuer' })",
    '',
  ),
  clients(
    'the address of a project serves the clients of another',
    'issuers-3.3-foreign-client',
    'client !== undefined && isOfIssuer(issuer, client.project) ? client : undefined',
    'client !== undefined && isOfIssuer(issuer, issuer.project) ? client : undefined',
  ),
  refreshTokens(
    'a refresh token of the server is taken at the address of a project',
    'issuers-3.3-foreign-refresh',
    'issuerProject: issuer.project ?? null',
    'issuerProject: issuer.project === undefined ? null : null',
  ),
  issuer(
    'any project has an address',
    'issuers-3-unknown',
    '(await activeProject.maybeOne(db, project)) === undefined',
    "(await activeProject.maybeOne(db, project)) === undefined && project === ''",
  ),
  form(
    'any resource is granted',
    'rfc8707-2-token-elsewhere',
    '!own.has(value)',
    "!own.has(value) && value === 'none'",
  ),
  grantee(
    'a 401 does not say where the metadata of the resource lie',
    'rfc9728-5.1-challenge',
    'if (error.status !== 401 ||',
    'if (error.status !== 402 ||',
  ),
]
