import type { User } from '@damson/fhir'
import type { Tx } from '#base/db'
import { findResource, resourceOf } from '#domain/resources'
import { userById } from '#domain/users'

/** The name of a person who invites; undefined for a program. */
export async function inviterName(tx: Tx, reference: string | undefined): Promise<string | undefined> {
  const [type, id = ''] = reference?.split('/') ?? []
  if (type !== 'User') return undefined
  const { firstName, lastName } = (await personOf(tx, id)).user
  return `${firstName} ${lastName}`
}

/** An account with its resource. */
export async function personOf(
  tx: Tx,
  userId: string | null,
): Promise<{ readonly userId: string; readonly user: User }> {
  if (userId === null) throw new Error('a sign-in has no user')
  const row = await userById.one(tx, userId)
  const stored = await findResource(tx, row.project, 'User', userId)
  const user = stored === undefined ? undefined : resourceOf<User>(stored)
  if (user === undefined) throw new Error('a user has no resource')
  return { userId, user }
}
