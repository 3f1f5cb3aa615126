import type { ActingDenial } from '@damson/access'
import { bothOf, type Told, told } from '#base/findings'
import type { Principal } from './grantee.ts'

export type ActingWhy = ActingDenial | 'malformed_person' | 'not_a_client' | 'acts_already'

/** Why a client may not act for a person: a code for programs, and what to do. */
export interface ActingRefusal extends Told {
  readonly why: ActingWhy
  /** Between whom, where a token says so and no header does. */
  readonly between?: { readonly client: Principal; readonly person: string }
}

export function actingRefusal(why: ActingWhy): ActingRefusal {
  return { why, ...TEXTS[why] }
}

const TEXTS: Readonly<Record<ActingWhy, Told>> = {
  malformed_person: told`X-Medplum-On-Behalf-Of names one person: send ProjectMembership/… or the person’s profile,
    such as Practitioner/… .`,
  not_a_client: bothOf('Only a client acts for a person: send the request with a token of the client itself.'),
  acts_already: bothOf('This token acts for a person already: leave out X-Medplum-On-Behalf-Of.'),
  device: bothOf('A device acts for nobody: use a client of kind server.'),
  no_act_for: bothOf(
    'This client may not act for people: let an owner of the project add actFor to its ProjectMembership.',
  ),
  chooses_itself: bothOf(
    'This client may write the Groups or profiles that its actFor names, and so could choose for whom it acts: take ' +
      'create and update on them out of its policies.',
  ),
  // The same for a person who does not exist: a client learns of nobody beyond its actFor.
  not_covered: bothOf(
    'This client may not act for this person: compare actFor of its ProjectMembership with the person.',
  ),
  administrator: bothOf('Nobody acts for an administrator: let the administrator sign in.'),
  inactive: bothOf('The membership of this person is not active: ask an administrator of the project.'),
  pending: bothOf('This person has never signed in: let them accept their invitation first.'),
  ended_by_person: bothOf('This person does not let the client act for them: they can allow it again at /account.'),
  only_proven: bothOf(
    'Acting for this person needs a proof: exchange a token of theirs at the token endpoint, with the client’s own ' +
      'token as actor_token.',
  ),
}
