/**
 * Owns: launches from an EHR (table `launches`): what was open there when an app was started, stored by its hash until
 * one login takes it. The gate that takes it writes to `logins`. Does not own: who may launch what (`endpoints/fhir`),
 * whether the user may read what it names (`domain/signin`). Asked by: both, and the token endpoint through the grantee.
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
