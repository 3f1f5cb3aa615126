import { accepted, type Bot, type ClientApplication, type Result } from '@damson/fhir'
import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import { uuid } from '#base/random'
import { authMethodOf, makeSecret } from '#domain/clients'
import { createMembership } from '#domain/memberships'
import { createGated, type Gates, type WriteRefusal, type Written } from '#domain/resources'
import type { Invalidation } from '#domain/revocation'

export interface ClientDraft {
  readonly project: string
  readonly resource: ClientApplication
  readonly accessPolicy?: string | undefined
  readonly author: string
}

export interface MadePrincipal {
  readonly client: Written
  readonly membership: Written
  /** Shown only once; undefined for clients that are public or sign with a key. */
  readonly secret: string | undefined
  readonly invalidations: readonly Invalidation[]
}

/** Makes a client with its membership, and a secret unless the client is public or signs with a key. */
export async function createClient(
  tx: Tx,
  gates: Gates,
  keyring: Keyring,
  { project, resource, accessPolicy, author }: ClientDraft,
  now: Date,
): Promise<Result<MadePrincipal, WriteRefusal>> {
  const id = uuid()
  const client = await createGated(tx, gates, { project, type: 'ClientApplication', id, resource, author }, now)
  if (!client.ok) return client
  const reference = `ClientApplication/${id}`
  const membership = await createMembership(
    tx,
    gates,
    { project, user: reference, profile: reference, accessPolicy, author },
    now,
  )
  if (!membership.ok) return membership
  const needsNone = ['none', 'private_key_jwt'].includes(authMethodOf(resource))
  const secret = needsNone ? undefined : await makeSecret(tx, keyring, id, now)
  return accepted({
    client: client.value,
    membership: membership.value,
    secret,
    invalidations: [...client.value.invalidations, ...membership.value.invalidations],
  })
}

export interface BotDraft {
  readonly project: string
  readonly resource: Bot
  readonly accessPolicy?: string | undefined
  readonly author: string
}

/** Makes a Bot with its membership. */
export async function createBot(
  tx: Tx,
  gates: Gates,
  { project, resource, accessPolicy, author }: BotDraft,
  now: Date,
): Promise<Result<Omit<MadePrincipal, 'secret' | 'client'> & { readonly bot: Written }, WriteRefusal>> {
  const id = uuid()
  const bot = await createGated(tx, gates, { project, type: 'Bot', id, resource, author }, now)
  if (!bot.ok) return bot
  const reference = `Bot/${id}`
  const membership = await createMembership(
    tx,
    gates,
    { project, user: reference, profile: reference, accessPolicy, author },
    now,
  )
  if (!membership.ok) return membership
  return accepted({
    bot: bot.value,
    membership: membership.value,
    invalidations: [...bot.value.invalidations, ...membership.value.invalidations],
  })
}
