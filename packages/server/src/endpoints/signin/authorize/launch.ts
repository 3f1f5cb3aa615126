import { wantsLaunch } from '#domain/access'
import type { Client } from '#domain/clients'
import { findLaunchProblem, LAUNCH_SECONDS, type LaunchProblem } from '#domain/launches'
import type { Issuer } from '#domain/projects'
import { type Complaint, complaint, invalid } from '../complaint.ts'
import type { SignInPageDeps } from '../dependencies.ts'

const LONGEST = 200

/** What is wrong with how an app uses the launch that it names, before anybody signs in. */
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
          'The scopes launch and launch/encounter are for apps that an EHR launched: send the launch that it gave, or ask for launch/patient.',
          'The scope has launch or launch/encounter, and no launch was sent: an EHR did not launch this app.',
          'Send the launch that the EHR gave, or ask for launch/patient instead.',
        )
      : undefined
  if (!scope.split(' ').includes('launch'))
    return complaint(
      'invalid_scope',
      'An app that an EHR launched asks for the scope launch.',
      'A launch was sent, and the scope lacks launch.',
      'Add launch to the scope.',
    )
  if (isCarried) return undefined
  const problem =
    launch.length > LONGEST
      ? 'unknown_launch'
      : await findLaunchProblem(db, { launch, project, clientId, issuer }, clock.now())
  return problem === undefined ? undefined : COMPLAINTS[problem]
}

/** The same, where it shows once the person has signed in; undefined for other refusals. */
export function launchComplaint(why: string): Complaint | undefined {
  return Object.hasOwn(COMPLAINTS, why) ? COMPLAINTS[why as LaunchProblem] : undefined
}

const AGAIN = 'Launch the app again from the EHR.'

const COMPLAINTS: Readonly<Record<LaunchProblem, Complaint>> = {
  unknown_launch: invalid(
    'This launch is unknown, or was made for another app: launch the app again from the EHR.',
    'There is no such launch: it is malformed, or was made for another app.',
    AGAIN,
  ),
  launch_at_another_address: invalid(
    'This launch was made at another address of this server: sign in at the iss with which the app was launched.',
    'The launch was made at another address of this server.',
    'Take the authorization and the token endpoint from the metadata of the iss with which the app was launched.',
  ),
  used_launch: invalid(
    'This launch was used before: launch the app again from the EHR.',
    'The launch was used before; each can be used once.',
    AGAIN,
  ),
  expired_launch: invalid(
    'This launch has expired: launch the app again from the EHR.',
    `The launch has expired: it is of use for ${LAUNCH_SECONDS / 60} minutes.`,
    AGAIN,
  ),
  launch_of_another_person: complaint(
    'access_denied',
    'This launch was made by another person: sign in as the person who launched the app, or launch it again.',
    'The launch was made by another person than the one who signed in.',
    'Let the person who launched the app sign in, or launch it again.',
  ),
}

/** The launch names what the person who signed in may not read. */
export const OUT_OF_REACH: Complaint = complaint(
  'access_denied',
  'The person who signed in may not read the patient, the encounter or the fhirContext that the app was launched with.',
  'The person who signed in may not read what the launch is about: its patient, encounter or fhirContext.',
  'Compare the access policy of their membership with the launch.',
)
