import type { OAuthErrorCode } from '#answers'
import { wantsLaunch } from '#domain/access'
import type { Client } from '#domain/clients'
import { findLaunchProblem, type LaunchProblem } from '#domain/launches'
import type { Issuer } from '#domain/projects'
import type { SigninParts } from './parts.ts'

type Complaint = { readonly error: OAuthErrorCode; readonly description: string }

const LONGEST = 200

/** What is wrong with how an app uses the launch that it names, before anybody signs in. */
export async function launchProblem(
  { db, clock }: Pick<SigninParts, 'db' | 'clock'>,
  issuer: Issuer,
  { id: clientId, project }: Client,
  launch: string | undefined,
  scope: string,
): Promise<Complaint | undefined> {
  if (launch === undefined) {
    return wantsLaunch(scope)
      ? {
          error: 'invalid_scope',
          description:
            'The scopes launch and launch/encounter are for apps that an EHR launched: send the launch that it gave, or ask for launch/patient.',
        }
      : undefined
  }
  if (!scope.split(' ').includes('launch'))
    return {
      error: 'invalid_scope',
      description: 'An app that an EHR launched asks for the scope launch.',
    }
  const problem =
    launch.length > LONGEST
      ? 'unknown_launch'
      : await findLaunchProblem(db, { launch, project, clientId, issuer }, clock.now())
  return problem === undefined ? undefined : COMPLAINTS[problem]
}

/** The same, where it shows when somebody has signed in; undefined for other refusals. */
export function launchComplaint(why: string): Complaint | undefined {
  return Object.hasOwn(COMPLAINTS, why) ? COMPLAINTS[why as LaunchProblem] : undefined
}

const COMPLAINTS: Readonly<Record<LaunchProblem, Complaint>> = {
  unknown_launch: {
    error: 'invalid_request',
    description: 'This launch is unknown, or was made for another app: launch the app again from the EHR.',
  },
  launch_at_another_address: {
    error: 'invalid_request',
    description:
      'This launch was made at another address of this server: sign in at the iss with which the app was launched.',
  },
  used_launch: {
    error: 'invalid_request',
    description: 'This launch was used before: launch the app again from the EHR.',
  },
  expired_launch: {
    error: 'invalid_request',
    description: 'This launch has expired: launch the app again from the EHR.',
  },
  launch_of_another_person: {
    error: 'access_denied',
    description: 'This launch was made by another person: sign in as whoever launched the app, or launch it again.',
  },
}

/** The launch names what whoever signed in may not read. */
export const OUT_OF_REACH: Complaint = {
  error: 'access_denied',
  description:
    'Whoever signed in may not read the patient, the encounter or the fhirContext that the app was launched with.',
}
