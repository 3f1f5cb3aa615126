import type { User } from '@damson/fhir'
import type { Tx } from '#base/db'
import { factorsOf } from '#domain/factors'
import { membershipsOfUser } from '#domain/memberships'
import { type Issuer, readProject } from '#domain/projects'
import { findResource, resourceOf } from '#domain/resources'
import type { UserRow } from '#domain/users'
import type { Chooser } from './password-choice.ts'

/** Names of this place: the program's, and those in the server's address. */
const wordsOfPlace = ({ url }: Pick<Issuer, 'url'>): readonly string[] => ['Damson', new URL(url).hostname]

/** A person has few projects; of very many, these are enough. */
const MOST_PROJECTS = 10

async function namesOfProjects(tx: Tx, ids: Iterable<string | undefined>): Promise<readonly string[]> {
  const names: string[] = []
  for (const id of [...new Set(ids)].slice(0, MOST_PROJECTS)) {
    const project = id === undefined ? undefined : await readProject(tx, id)
    if (project?.resource.name !== undefined) names.push(project.resource.name)
  }
  return names
}

/** A person with an account. */
export async function chooserOf(
  tx: Tx,
  issuer: Pick<Issuer, 'url' | 'project'>,
  { id, project, email }: Pick<UserRow, 'id' | 'project' | 'email'>,
): Promise<Chooser> {
  const stored = await findResource(tx, project, 'User', id)
  const user = stored === undefined ? undefined : resourceOf<User>(stored)
  const memberships = await membershipsOfUser.rows(tx, id)
  const projects = await namesOfProjects(tx, [issuer.project, project, ...memberships.map((one) => one.project)])
  // It is asked for at each sign-in with the password, whoever demands one or not.
  const isAskedForFactor = (await factorsOf.rows(tx, id)).some(({ kind }) => kind === 'totp')
  return { words: [...namesOf(user), email ?? '', ...projects, ...wordsOfPlace(issuer)], isAskedForFactor }
}

/** A person without an account yet. */
export async function newChooser(
  tx: Tx,
  issuer: Pick<Issuer, 'url'>,
  person: { readonly firstName: string; readonly lastName: string; readonly email: string; readonly project?: string },
): Promise<Chooser> {
  const projects = await namesOfProjects(tx, [person.project])
  return { words: [...namesOf(person), person.email, ...projects, ...wordsOfPlace(issuer)], isAskedForFactor: false }
}

/** The name by itself, and in the order of both kinds of countries. */
function namesOf(user: Pick<User, 'firstName' | 'lastName'> | undefined): readonly string[] {
  const { firstName = '', lastName = '' } = user ?? {}
  return [firstName, lastName, `${firstName} ${lastName}`, `${lastName} ${firstName}`]
}
