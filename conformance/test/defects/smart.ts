/** Defects of launches, scopes and backend services. */
import { type Defect, defectsIn } from './defect.ts'

const launches = defectsIn('server/src/domain/launches/launches.store.ts')
const uses = defectsIn('server/src/domain/launches/launches.ts')
const operation = defectsIn('server/src/endpoints/fhir/smart-launch.ts')
const parameters = defectsIn('server/src/endpoints/fhir/launch-parameters.ts')
const launchRequest = defectsIn('server/src/endpoints/signin/authorize/launch.ts')
const request = defectsIn('server/src/endpoints/signin/authorize/authorize-request.ts')
const steps = defectsIn('server/src/domain/logins/next-step.ts')
const grantees = defectsIn('server/src/domain/access/made-grantee.ts')
const machines = defectsIn('server/src/endpoints/oauth/grants/client-credentials.ts')
const introspection = defectsIn('server/src/endpoints/oauth/introspect.ts')
const keys = defectsIn('server/src/base/published/fresh-seconds.ts')
const brands = defectsIn('server/src/domain/brands/publishable.ts')

export const SMART_DEFECTS: readonly Defect[] = [
  launches(
    'a launch is used again',
    'smart-352-launch-once',
    'set spent_at = ${now}\n',
    'set spent_at = nullif(${now}::timestamptz, ${now}::timestamptz)\n',
  ),
  launches(
    'a launch is of use to another app',
    'smart-352-launch-of-another-app',
    'and project = ${project} and client_id = ${clientId}`',
    'and project = ${project} and ${clientId}::text is not null`',
  ),
  launchRequest(
    'a launch needs no scope',
    'smart-352-launch-without-scope',
    "if (!scope.split(' ').includes('launch'))",
    "if (scope === '')",
  ),
  request(
    'what an EHR launched need not say which server it is for',
    'smart-96-aud-required',
    "return sent.get('launch') === undefined",
    "return sent.get('launch') !== ''",
  ),
  operation(
    'an app is launched about anybody',
    'smart-352-launch-unreachable-patient',
    "if (about !== undefined) await inReach(context, 'Patient', about)",
    '',
  ),
  operation(
    'an app is launched about anything beside the patient',
    'smart-352-launch-unreachable-context',
    'await contextInReach(context, launchContext.fhirContext)',
    'if (context.fhirContext?.length === 99) await contextInReach(context, launchContext.fhirContext)',
  ),
  uses(
    'a launch is of use at every address',
    'smart-352-launch-at-another-address',
    "if (found.issuerProject !== (issuer.project ?? null)) return 'launch_at_another_address'",
    '',
  ),
  parameters(
    'a Patient stands in fhirContext',
    'smart-177-no-patient-in-context',
    "if (role === 'launch' && types.some((type) => type === 'Patient' || type === 'Encounter'))",
    "if (role === 'none' && types.length > 9)",
  ),
  steps(
    'a patient scope is granted without a patient',
    'smart-164-patient-in-context',
    'if (demands.patient && !progress.hasPatient)',
    'if (demands.patient && progress.expired)',
  ),
  grantees(
    'the context of a launch is lost',
    'smart-168-all-context',
    'launch: wantsLaunch(scope) ? readLaunchContext(row.launch) : undefined,',
    'launch: wantsLaunch(scope) ? readLaunchContext(null) : undefined,',
  ),
  machines(
    'tokens of backend services live for an hour',
    'smart-261-short-lived',
    'Math.min(BACKEND_SECONDS, accessTokenSeconds)',
    'Math.max(BACKEND_SECONDS, accessTokenSeconds)',
  ),
  introspection(
    'people introspect with their tokens',
    'smart-282-introspect-by-token',
    "if (userType !== 'ClientApplication' || clientId === undefined)",
    "if (userType === 'Bot' || clientId === undefined)",
  ),
  keys(
    'the keys of a client are kept although it said no',
    'smart-341-keys-not-kept',
    "directive === 'no-store' || ",
    '',
  ),
  brands(
    'every reason for what is absent is published',
    'smart-405-brand-absent-reasons',
    'value.filter((one) => !isUntold(one))',
    "value.filter((one) => !isUntold(one) || one !== '')",
  ),
]
