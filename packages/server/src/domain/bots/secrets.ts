import { accepted, type Bot, type Result, refused } from '@damson/fhir'
import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import { conditionLock, type Gate, invalid } from '#domain/resources'
import {
  namesOfSecrets,
  outdatedSecrets,
  putSecret,
  removeSecrets,
  resealSecret,
  secretsNamed,
} from './secrets.store.ts'

/** Secrets by their names, as the event of a Bot has them. */
export type Secrets = Readonly<Record<string, { readonly name: string; readonly valueString: string }>>

/** A secret as an owner sends it. Without a value, the one that is set stays. */
export interface SentSecret {
  readonly name: string
  readonly valueString?: string | undefined
}

export interface ChangedSecrets {
  readonly set: readonly string[]
  readonly removed: readonly string[]
}

const contextOf = (project: string, name: string): string => `project-secret:${project}:${name}`

/** The names of a project's secrets. Nothing reads their values but the server, for Bots and webhooks. */
export async function secretNames(tx: Tx, project: string): Promise<readonly string[]> {
  return (await namesOfSecrets.rows(tx, project)).map(({ name }) => name)
}

/** The secrets that a Bot names. Refused with the names of those that are missing. */
export function secretsFor(
  tx: Tx,
  keyring: Keyring,
  project: string,
  { secretName = [] }: Pick<Bot, 'secretName'>,
): Promise<Result<Secrets, readonly string[]>> {
  return readSecrets(tx, keyring, project, secretName)
}

/** Secrets of a project by their names. Refused with the names of those that are missing. */
export async function readSecrets(
  tx: Tx,
  keyring: Keyring,
  project: string,
  names: readonly string[],
): Promise<Result<Secrets, readonly string[]>> {
  if (names.length === 0) return accepted({})
  const found = new Map((await secretsNamed.rows(tx, project, names)).map(({ name, sealed }) => [name, sealed]))
  const missing = names.filter((name) => !found.has(name))
  if (missing.length > 0) return refused(missing)
  const opened = [...found].map(([name, sealed]) => {
    const valueString = keyring.unseal(sealed, contextOf(project, name)).toString()
    return [name, { name, valueString }] as const
  })
  return accepted(Object.fromEntries(opened))
}

/**
 * Makes these the secrets of the project: what is not among them is removed. Refused with the names that have no value, and
 * had none before.
 */
export async function setSecrets(
  tx: Tx,
  keyring: Keyring,
  { project, setBy }: { readonly project: string; readonly setBy: string },
  sent: readonly SentSecret[],
  now: Date,
): Promise<Result<ChangedSecrets, readonly string[]>> {
  await conditionLock(tx, project, 'Project', 'secrets')
  const before = await secretNames(tx, project)
  const without = sent.filter(({ name, valueString }) => valueString === undefined && !before.includes(name))
  if (without.length > 0) return refused(without.map(({ name }) => name))
  const set: string[] = []
  for (const { name, valueString } of sent) {
    if (valueString === undefined) continue
    const sealed = keyring.seal(valueString, contextOf(project, name))
    await putSecret.run(tx, { project, name, sealed, setBy, now })
    set.push(name)
  }
  const kept = new Set(sent.map(({ name }) => name))
  const removed = before.filter((name) => !kept.has(name))
  await removeSecrets.run(tx, project, removed)
  return accepted({ set, removed })
}

/** A Bot names secrets that are there: it would otherwise fail when it is called. */
export const secretNameGate: Gate = async (tx, { project, before, after }) => {
  const [earlier, { secretName = [] }] = [before as Bot | undefined, (after ?? {}) as Partial<Bot>]
  const added = secretName.filter((name) => earlier?.secretName?.includes(name) !== true)
  if (added.length === 0) return accepted([])
  const known = await secretNames(tx, project)
  const at = secretName.findIndex((name) => added.includes(name) && !known.includes(name))
  if (at < 0) return accepted([])
  const text = 'The project has no secret of this name: an owner sets it at admin/projects/id/secrets first.'
  return refused(invalid('unknown_secret', text, `Bot.secretName[${at}]`))
}

/** Seals some secrets anew that were sealed with the previous key; returns how many. */
export async function resealSecrets(tx: Tx, keyring: Keyring): Promise<number> {
  const outdated = await outdatedSecrets.rows(tx, keyring.fingerprint)
  for (const { project, name, sealed: before } of outdated) {
    const context = contextOf(project, name)
    const sealed = keyring.seal(keyring.unseal(before, context), context)
    await resealSecret.run(tx, { project, name, sealed, before })
  }
  return outdated.length
}
