import { accepted, type Result, refused } from '@damson/fhir'
import type { AuditEntry } from '#domain/audit'
import { createMembership, createProfile } from '#domain/memberships'
import { SYSTEM_PROJECT } from '#domain/projects'
import type { Invalidation } from '#domain/revocation'
import { createUser } from '#domain/users'
import { emailProblem } from './email-problem.ts'
import type { IdentifyRefusal } from './identified-person.ts'
import { eventOf, type IdentityQuestion } from './identity-question.ts'

interface MadePerson {
  readonly userId: string
  readonly membershipId: string
  readonly invalidations: readonly Invalidation[]
  readonly entries: readonly AuditEntry[]
}

/** Makes an account of the project, with a profile and a membership, for a provider's person. */
export async function createPerson(question: IdentityQuestion): Promise<Result<MadePerson, IdentifyRefusal>> {
  const { tx, deps, person, at, byClaims, now } = question
  const { settings } = person.provider
  const type = byClaims.profileType ?? settings.defaultProfileType
  if (type !== 'Patient' && type !== 'Practitioner')
    return refused({
      why: 'cannot_create',
      finding:
        'The provider creates a Patient or a Practitioner, but neither defaultProfileType nor a claimRule says which.',
    })
  const project = at.project
  // The address is kept only if the provider may vouch for it, since accounts are found by it.
  const email = emailProblem(person) === undefined ? person.email : undefined
  const name = { ...nameOf(person.claims), ...(email !== undefined && { email }) }
  const user = await createUser(tx, deps.gates, { project, systemProject: SYSTEM_PROJECT, ...name, proven: false }, now)
  const profile = await createProfile(tx, deps.gates, { project, type, ...name, author: 'system' }, now)
  const membership = await createMembership(
    tx,
    deps.invitationGates,
    {
      project,
      user: `User/${user.id}`,
      profile: `${type}/${profile.id}`,
      accessPolicy: byClaims.accessPolicy ?? settings.defaultAccessPolicy?.reference,
      author: 'system',
    },
    now,
  )
  if (!membership.ok)
    return refused({
      why: 'cannot_create',
      finding: `The membership that the provider would make is refused: ${membership.refusal.finding.what}`,
    })
  const { stored } = membership.value
  const event = eventOf(question, user.id)
  return accepted({
    userId: user.id,
    membershipId: stored.id,
    invalidations: [...user.invalidations, ...membership.value.invalidations],
    entries: [
      { ...event, kind: 'user.registered', entity: `User/${user.id}`, reason: 'identity_provider' },
      {
        ...event,
        kind: 'membership.created',
        entity: `ProjectMembership/${stored.id}`,
        version: 1,
        reason: 'identity_provider',
      },
    ],
  })
}

const LONGEST_NAME = 100

/** The provider's name for a person, split in the two parts of an account. */
function nameOf(claims: Readonly<Record<string, unknown>>): { readonly firstName: string; readonly lastName: string } {
  const text = (name: string): string | undefined => {
    const said = claims[name]
    const plain =
      typeof said === 'string'
        ? said
            .replace(/[\p{Cc}\s]+/gu, ' ')
            .trim()
            .slice(0, LONGEST_NAME)
        : ''
    return plain === '' || !plain.isWellFormed() ? undefined : plain
  }
  const words = (text('name') ?? text('preferred_username') ?? text('nickname') ?? 'New person').split(' ')
  const [first = 'New', ...rest] = words
  return { firstName: text('given_name') ?? first, lastName: text('family_name') ?? (rest.join(' ') || first) }
}
