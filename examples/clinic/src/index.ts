/**
 * A clinic of people who do not exist, for the examples and the demo.
 *
 * Owns: the seeded generator (patients, encounters, vital signs), and the set-up of a project on a running server: owner,
 * clinician, policies, clients. Uses only the public API, as an app author would.
 */
export { MRN_SYSTEM } from './people.ts'
export { QUESTIONNAIRE_URL } from './policies.ts'
export {
  type Account,
  type Clinic,
  ClinicRefused,
  type MachineClient,
  type SeedOptions,
  seedClinic,
} from './seed-clinic.ts'
