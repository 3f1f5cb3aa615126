import type { DenialReason } from '@damson/access'
import { explained, notFound, type OutcomeError } from '#answers'
import { error, type Finding } from '#base/findings'
import type { Grantee } from '#domain/access'
import { showScope } from '#domain/signin'

type Asking = Pick<Grantee, 'scope' | 'profile' | 'patient'>

/** Why somebody who is known may not do what they asked. */
export function deniedFinding(why: DenialReason, { scope, profile }: Asking, type: string): Finding {
  switch (why) {
    case 'scope_forbidden':
      return error(
        `The scope of the token (${showScope(scope)}) does not allow this on ${type}, though the access policy does.`,
        `Ask for a scope that does, such as ${profile.startsWith('Patient/') ? 'patient' : 'user'}/${type}.rs.`,
      )
    case 'type_forbidden':
    case 'interaction_forbidden':
      return error(
        `No access policy of this ${profile.split('/')[0] ?? 'membership'} allows this on ${type}.`,
        `Let an administrator add it to an entry for ${type} of the access policy.`,
      )
    case 'no_policy':
      return error(
        'The membership has no access policy, and without one nothing is allowed.',
        'Let an administrator assign one, or set a default for its type of profile on the Project.',
      )
  }
}

export const OUTSIDE_POLICY = error(
  'As written, the resource would lie outside the criteria of the access policy or the patient of the token.',
  'Write about a patient whom the token and the policy allow.',
)
export const VERSION_MISMATCH = error(
  'If-Match names a version that is not the newest.',
  'Read it again, and repeat the change.',
)

/** 404 for what is not there, and for what is out of reach: one answer. */
export function outOfSight({ patient }: Asking): OutcomeError {
  return explained(notFound(), patient === undefined ? OUTSIDE_CRITERIA : OUTSIDE_COMPARTMENT)
}

const OUTSIDE_CRITERIA = error(
  'Nothing with this id can be reached: it does not exist, or lies outside the criteria of the access policy.',
  'Compare the id, and the criteria of the policy.',
)
const OUTSIDE_COMPARTMENT = error(
  'Nothing with this id can be reached: it does not exist, or lies outside the compartment of the one patient to which patient/ scopes are limited.',
  'Ask for user/ scopes where the app needs more than the patient of the launch, or choose the other patient when signing in.',
)
export const UNKNOWN_TYPE = error(
  'The path names a resource type that this server does not know.',
  'Write the type as FHIR does: Observation, with its capital letter. /metadata lists the types.',
)
