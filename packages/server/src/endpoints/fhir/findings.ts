import type { DenialReason } from '@damson/access'
import { explained, notFound, type OutcomeError } from '#answers'
import { error, type Finding } from '#base/findings'
import type { Grantee } from '#domain/access'
import { showScope } from '#domain/signin'

type Asking = Pick<Grantee, 'scope' | 'profile' | 'patient'>

/** Why an authenticated grantee may not do what they asked. */
export function deniedFinding(why: DenialReason | 'identity_alone', { scope, profile }: Asking, type: string): Finding {
  switch (why) {
    case 'identity_alone':
      return error(
        'The client has resourceScopesRequired and is not first-party, so a token without resource scopes opens no records.',
        `Ask for resource scopes at the sign-in, such as ${exampleScope(profile, type)}.`,
      )
    case 'scope_forbidden':
      return error(
        `The scope of the token (${showScope(scope)}) does not allow this on ${type}, although the access policy does.`,
        `Ask for a scope that allows it, such as ${exampleScope(profile, type)}.`,
      )
    case 'type_forbidden':
    case 'interaction_forbidden':
      return error(
        `No access policy of this ${profile.split('/')[0] ?? 'membership'} allows this on ${type}.`,
        `Let an administrator add it to an entry for ${type} of the access policy.`,
      )
    case 'no_policy':
      return error(
        'The membership has no access policy, and without a policy nothing is allowed.',
        'Let an administrator assign a policy, or set a default for this type of profile on the Project.',
      )
  }
}

/** What an app is allowed that asks for a scope of this type. */
export const exampleScope = (profile: string, type: string): string =>
  `${profile.startsWith('Patient/') ? 'patient' : 'user'}/${type}.rs`

export const OUTSIDE_POLICY = error(
  'The resource is outside the criteria of the access policy, or does not belong to the patient of the token.',
  'Write a resource that the policy covers, about the patient of the token.',
)

/** One 404 for resources that do not exist and for resources that are out of reach. */
export function outOfSight({ patient }: Asking): OutcomeError {
  return explained(notFound(), patient === undefined ? OUTSIDE_CRITERIA : OUTSIDE_COMPARTMENT)
}

const OUTSIDE_CRITERIA = error(
  'The resource cannot be reached: it does not exist, or is outside the criteria of the access policy.',
  'Check the id, and the criteria of the policy.',
)
const OUTSIDE_COMPARTMENT = error(
  'The resource cannot be reached: it does not exist, or is outside the compartment of the patient of the patient/ scopes.',
  'If the app needs more than one patient, ask for user/ scopes; otherwise choose the right patient at sign-in.',
)
export const UNKNOWN_TYPE = error(
  'The path names a resource type that this server does not know.',
  'Write the type as FHIR does, with a capital letter: Observation. /metadata lists the types.',
)
