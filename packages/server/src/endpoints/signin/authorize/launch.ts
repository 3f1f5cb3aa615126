import { wantsLaunch } from '#domain/access'
import type { Client } from '#domain/clients'
import { findLaunchProblem, LAUNCH_SECONDS, type LaunchProblem } from '#domain/launches'
import type { Issuer } from '#domain/projects'
import { type Complaint, complaint, invalid } from '../complaint.ts'
import type { SignInPageDeps } from '../dependencies.ts'

const LONGEST = 200

/** What is wrong with the use of a launch, as far as it shows before the sign-in. */
export async function launchProblem(
  { db, clock }: Pick<SignInPageDeps, 'db' | 'clock'>,
  issuer: Issuer,
  { id: clientId, project }: Client,
  launch: string | undefined,
  scope: string,
  isCarried: boolean,
): Promise<Complaint | undefined> {
  if (launch === undefined)
    return wantsLaunch(scope)
      ? complaint(
          'invalid_scope',
          'The scopes launch and launch/encounter are only for apps that an EHR launched: ' +
            'send its launch, or ask for launch/patient.',
          'The scope has launch or launch/encounter, but the request has no launch: no EHR launched the app.',
          'Send the launch from the EHR, or ask for launch/patient instead.',
        )
      : undefined
  if (!scope.split(' ').includes('launch'))
    return complaint(
      'invalid_scope',
      'A request with a launch must ask for the scope launch.',
      'The request has a launch, but the scope lacks launch.',
      'Add launch to the scope.',
    )
  if (isCarried) return undefined
  const problem =
    launch.length > LONGEST
      ? 'unknown_launch'
      : await findLaunchProblem(db, { launch, project, clientId, issuer }, clock.now())
  return problem === undefined ? undefined : COMPLAINTS[problem]
}

/** The same for faults that show only after the sign-in. Undefined for other refusals. */
export function launchComplaint(why: string): Complaint | undefined {
  return Object.hasOwn(COMPLAINTS, why) ? COMPLAINTS[why as LaunchProblem] : undefined
}

const AGAIN = 'Launch the app again from the EHR.'

const COMPLAINTS: Readonly<Record<LaunchProblem, Complaint>> = {
  unknown_launch: invalid(
    'This launch is unknown or belongs to another app: launch the app again from the EHR.',
    'The launch does not exist: it is malformed, or was made for another app.',
    AGAIN,
  ),
  launch_at_another_address: invalid(
    'This launch was made at another address of this server: sign in at the iss of the launch.',
    'The launch was made at another address of this server.',
    'Take the authorization and the token endpoint from the metadata of the iss of the launch.',
  ),
  used_launch: invalid(
    'This launch was used before: launch the app again from the EHR.',
    'The launch was used before, and a launch works only once.',
    AGAIN,
  ),
  expired_launch: invalid(
    'This launch has expired: launch the app again from the EHR.',
    `The launch has expired: it is valid for ${LAUNCH_SECONDS / 60} minutes.`,
    AGAIN,
  ),
  launch_of_another_person: complaint(
    'access_denied',
    'This launch was made by another person: sign in as the person who launched the app, or launch it again.',
    'The launch was made by a different person than the one who signed in.',
    'Let the person who launched the app sign in, or launch it again.',
  ),
}

/** The signed-in person may not read everything in the launch. */
export const OUT_OF_REACH: Complaint = complaint(
  'access_denied',
  'The person who signed in may not read the patient, the encounter or the fhirContext that the app was launched with.',
  'The person who signed in may not read the patient, encounter or fhirContext of the launch.',
  'Compare the access policy of their membership with the launch.',
)
