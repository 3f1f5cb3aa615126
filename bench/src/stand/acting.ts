import { randomUUID } from 'node:crypto'
import type { ProjectMembership } from '@damson/fhir'
import { createGated } from '@damson/server/resources'
import { type Db, sql, statementByNames } from '@damson/server/store'
import { type People, post } from './people.ts'

const insertMembership = statementByNames<{ project: string; id: string; userId: string; profile: string }, never>(
  'bench.insert-membership',
  ({ project, id, userId, profile }) => sql`
    with person as (insert into users (id, project, active) values (${userId}::uuid, ${project}::uuid, true))
    insert into memberships (project, id, user_type, user_id, profile, active, admin)
    values (${project}::uuid, ${id}, 'User', ${userId}::uuid, ${profile}, true, false)`,
)

/** Nobody acts for a member of the project of the server's administrators: from here on it is one like others. */
const makeOrdinary = statementByNames<{ project: string }, never>(
  'bench.make-ordinary',
  ({ project }) => sql`update projects set super_admin = false where id = ${project}`,
)

/**
 * Lets the machines act for a member of staff, and returns the member. Undefined on the server of an older commit, which does
 * not know this. The member has the machines' policy, and is written directly: no e-mail has to be read.
 */
export async function makeActedFor(
  db: Db,
  url: string,
  { project, machines, bearer }: Omit<People, 'actedFor'>,
): Promise<string | undefined> {
  const headers = { 'Content-Type': 'application/fhir+json', Authorization: bearer }
  const actFor = [{ how: 'asserted', profileType: ['Practitioner'] }]
  let accessPolicy: ProjectMembership['accessPolicy']
  for (const { id } of machines) {
    const found = await fetch(`${url}/fhir/R4/ProjectMembership?user=ClientApplication/${id}`, { headers })
    const { entry } = (await found.json()) as { readonly entry: readonly { readonly resource: ProjectMembership }[] }
    const own = entry[0]?.resource
    accessPolicy = own?.accessPolicy
    const body = JSON.stringify({ ...own, actFor })
    const put = await fetch(`${url}/fhir/R4/ProjectMembership/${own?.id}`, { method: 'PUT', headers, body })
    if (put.status === 400) return undefined
    if (!put.ok) throw new Error(`actFor: ${put.status} ${await put.text()}`)
  }
  const { id } = await post(`${url}/fhir/R4/Practitioner`, headers, '{"resourceType":"Practitioner"}')
  // An account of its own: who is measured signing in must have one role.
  const [membershipId, userId, profile] = [randomUUID(), randomUUID(), `Practitioner/${String(id)}`]
  const resource: ProjectMembership = {
    resourceType: 'ProjectMembership',
    id: membershipId,
    project: { reference: `Project/${project}` },
    user: { reference: `User/${userId}` },
    profile: { reference: profile },
    ...(accessPolicy !== undefined && { accessPolicy }),
  }
  await db.tx(async (tx) => {
    await makeOrdinary.run(tx, { project })
    await insertMembership.run(tx, { project, id: membershipId, userId, profile })
    const draft = { project, type: 'ProjectMembership', id: membershipId, resource, author: 'system' }
    const made = await createGated(tx, {}, draft, new Date())
    if (!made.ok) throw new Error(made.refusal.text)
  })
  return `ProjectMembership/${membershipId}`
}
