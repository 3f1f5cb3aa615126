import type { Bundle, SourceFiles } from '#base/bundler'
import type { Tx } from '#base/db'
import { uuid } from '#base/random'
import { conditionLock } from '#domain/resources'
import { publishInvalidations } from '#domain/revocation'
import {
  activateBotVersion,
  activeBotVersion,
  type BotVersion,
  botVersions,
  dropOldBotVersions,
  insertBotVersion,
  sourceOfBotVersion,
} from './bots.store.ts'

/** A Bot in its project. */
export interface BotOf {
  readonly project: string
  readonly botId: string
}

/** What runs as a Bot. */
interface ActiveProgram {
  readonly versionId: string
  readonly code: string
}

/** How many versions of a Bot are kept to roll back to. */
const KEPT_VERSIONS = 100

/** Two that deploy or roll back at the same moment do it one after the other. */
export function lockVersions(tx: Tx, { project, botId }: BotOf): Promise<void> {
  return conditionLock(tx, project, 'Bot', `versions of ${botId}`)
}

/** Keeps a new version and lets it run from now on. Needs the lock of the Bot's versions. Returns its number. */
export async function deployVersion(
  tx: Tx,
  { project, botId }: BotOf,
  made: { readonly files: SourceFiles; readonly entry: string; readonly bundle: Bundle; readonly deployedBy: string },
  now: Date,
): Promise<number> {
  const { files, entry, bundle, deployedBy } = made
  const kept = { id: uuid(), project, botId, entry, files: JSON.stringify(files), ...bundle, deployedBy, now }
  const { number } = await insertBotVersion.one(tx, kept)
  await activateVersion(tx, { project, botId }, number, now)
  await dropOldBotVersions.run(tx, project, botId, KEPT_VERSIONS)
  return number
}

/** Lets a version run from now on. Whether the Bot has that version. */
export async function activateVersion(tx: Tx, { project, botId }: BotOf, number: number, now: Date): Promise<boolean> {
  const active = await activateBotVersion.maybeOne(tx, { project, botId, number, now })
  if (active !== undefined) await publishInvalidations(tx, [{ kind: 'client', subject: botId }], now)
  return active !== undefined
}

/** What runs as this Bot. Undefined if nothing was deployed. Cached by the invalidations of the client with its id. */
export function activeProgram(tx: Tx, project: string, botId: string): Promise<ActiveProgram | undefined> {
  return activeBotVersion.maybeOne(tx, project, botId)
}

/** The versions that are kept, the newest first. */
export function versionsOf(tx: Tx, { project, botId }: BotOf): Promise<readonly BotVersion[]> {
  return botVersions.rows(tx, project, botId)
}

/** The files of a version as they were submitted. */
export async function sourceOf(tx: Tx, { project, botId }: BotOf, number: number): Promise<SourceFiles | undefined> {
  const row = await sourceOfBotVersion.maybeOne(tx, project, botId, number)
  return row === undefined ? undefined : (JSON.parse(row.files) as SourceFiles)
}
