import { accepted, type Result, refused } from '@damson/fhir'
import type { Tx } from '#base/db'
import { type ExternalPerson, fhirUserIn } from '#domain/proof'
import { identitySourceOf } from '#domain/providers'
import { emailProblem } from './email-problem.ts'
import { projectsOfPerson } from './identities.store.ts'

/** Why a provider's person has no single project. */
export interface ProjectRefusal {
  readonly why: 'not_invited' | 'several_projects'
  readonly finding: string
}

/**
 * The one project in which a person of the operator's provider has a membership, if the request names none. Every membership
 * counts by which they could be identified, linked or not: an administrator who may invite people must not draw to their
 * project what is meant for another. Whether the person may sign in there is checked afterwards.
 */
export async function projectOfPerson(tx: Tx, person: ExternalPerson): Promise<Result<string, ProjectRefusal>> {
  const { issuer, subject } = person
  const source = identitySourceOf(person.provider.settings)
  const email = source === 'email' && emailProblem(person) === undefined ? (person.email ?? null) : null
  const profile = source === 'fhir-user' ? profileNamed(person) : null
  const [only, another] = await projectsOfPerson.rows(tx, {
    issuer,
    subject,
    usesSubjects: source === 'subject',
    email,
    profile,
  })
  if (another !== undefined)
    return refused({
      why: 'several_projects',
      finding:
        'The person has memberships in several projects. The request names none of them: ' +
        'it came to the server’s own address.',
    })
  return only === undefined
    ? refused({
        why: 'not_invited',
        finding: 'The provider’s claims match no one in any project: invite the person first.',
      })
    : accepted(only.project)
}

/** The reference at the end of the claim fhirUser, whichever address of this server precedes it. */
function profileNamed({ claims }: ExternalPerson): string | null {
  const said = fhirUserIn(claims)
  return typeof said === 'string' ? said.split('/').slice(-2).join('/') : null
}
