/**
 * Owns: launches from within an EHR (table `launches`): what was open there when an app was started, kept by its hash
 * until one login takes it. The gate that takes it writes into `logins`. Does not own: who may launch what
 * (`endpoints/fhir`), whether what it names is within the reach of who signs in (`domain/signin`). Asked by: both, and
 * the token endpoint through the grantee.
 */
export { type FhirContextItem, type LaunchContext, readLaunchContext } from './context.ts'
export { dropLaunches, forgetLaunches } from './launches.store.ts'
export {
  findLaunchProblem,
  LAUNCH_SECONDS,
  type LaunchProblem,
  type LaunchUse,
  openLaunch,
  takeLaunch,
} from './launches.ts'
