import { type Described, describeApi } from '#base/openapi'
import { supportedScopes } from '#domain/signin'
import { describedAccount } from '../endpoints/account/index.ts'
import { describedAdmin } from '../endpoints/admin/index.ts'
import { describedApprovals } from '../endpoints/approvals/index.ts'
import { describedAuth } from '../endpoints/auth/index.ts'
import { describedConsole } from '../endpoints/console/index.ts'
import { describedDev } from '../endpoints/dev/index.ts'
import { describedFhir } from '../endpoints/fhir/index.ts'
import { describedHealth } from '../endpoints/health/index.ts'
import { describedHome } from '../endpoints/home/index.ts'
import { describedOAuth } from '../endpoints/oauth/index.ts'
import { describedOpenApi } from '../endpoints/openapi/index.ts'
import { describedPasskeys } from '../endpoints/passkeys/index.ts'
import { describedSignin } from '../endpoints/signin/index.ts'
import { describedTraces } from '../endpoints/traces/index.ts'
import { describedWebhook } from '../endpoints/webhook/index.ts'
import { FOR_ADMINISTRATORS } from './arrivals.ts'
import type { RoutedEndpoint } from './http.ts'

/** The descriptions of all endpoints, in the order of the document. */
const DESCRIBED: readonly Described[] = [
  ...describedOAuth,
  ...describedSignin,
  ...describedAuth,
  describedFhir,
  describedAdmin,
  describedApprovals,
  describedTraces,
  describedWebhook,
  describedPasskeys,
  describedOpenApi,
  describedHealth,
  describedHome,
  describedConsole,
  describedAccount,
  describedDev,
]

const ABOUT = `Damson is an authorization server (OAuth 2.1, OpenID Connect, SMART App Launch) with a FHIR R4 API behind it that obeys
access policies and audits every access.

Every address is also below \`/projects/{id}\`, where the project has an issuer of its own. Each GET also answers HEAD.

**Refusals.** The FHIR API, \`/admin\` and \`/auth\` answer with an OperationOutcome, \`/oauth2\` with an error of RFC 6749. Both
say what to do. \`Trace-Id\` is the number of the request.

**Compatibility.** New fields may appear in answers at any time: ignore those that you do not know.`

/**
 * The OpenAPI document of what is mounted, at an address, and at the one for administrators, where they have their own.
 *
 * @throws When a route has no description.
 */
export function describedApi(
  { routes, version }: { readonly routes: readonly RoutedEndpoint[]; readonly version: string },
  baseUrl: string,
  adminUrl?: string,
): object {
  return describeApi({
    title: 'Damson',
    version,
    description: ABOUT,
    baseUrl,
    elsewhere: (route) => (FOR_ADMINISTRATORS.test(route) ? adminUrl : undefined),
    scopes: Object.fromEntries(supportedScopes.map((scope) => [scope, SCOPES[scope] ?? 'A SMART scope.'])),
    routes: routes.map(({ method, url, answers }) => ({ method, url, refusals: answers })),
    described: DESCRIBED,
  })
}

const SCOPES: Readonly<Record<string, string>> = {
  openid: 'An id token, and userinfo.',
  profile: 'The name of the person.',
  email: 'The e-mail address of the person.',
  fhirUser: 'The profile of the person, and reading it.',
  launch: 'The context of an EHR that launches the app.',
  'launch/patient': 'A patient, chosen at the sign-in.',
  'launch/encounter': 'The encounter of the launch.',
  online_access: 'A refresh token that ends with the sign-in.',
  offline_access: 'A refresh token that outlives the sign-in.',
  'patient/*.cruds': 'The data of the patient in context. Narrower ones: patient/Observation.rs.',
  'user/*.cruds': 'The data that the person may see. Narrower ones: user/Observation.rs.',
  'system/*.cruds': 'The data that the client itself may see. Narrower ones: system/Observation.rs.',
}
