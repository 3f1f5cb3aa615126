import { type Bot, parseJson } from '@damson/fhir'
import {
  allOk,
  badRequest,
  checkVersion,
  conflict,
  notAdministrator,
  notFound,
  versionTag,
  writeRefused,
} from '#answers'
import type { SourceFiles } from '#base/bundler'
import type { Tx } from '#base/db'
import { told } from '#base/findings'
import { deployProblem, mayAct, needingOwner } from '#domain/access'
import { activateVersion, type BotOf, type BotVersion, lockVersions, sourceOf, versionsOf } from '#domain/bots'
import { type Names, namesFor } from '#domain/names'
import { readProject } from '#domain/projects'
import { audited, eventOf, eventsOf, permitFor } from './authorized.ts'
import type { FhirAnswer, FhirContext, FhirRequest } from './dependencies.ts'
import { valuesOf } from './parameters.ts'
import { currentInReach } from './write.ts'

export function requireDeployer({ grantee }: FhirContext): void {
  if (!mayAct(grantee, 'manage_bots'))
    throw notAdministrator(grantee, 'Only a deployer or an owner of the project may do this.', 'needs_admin')
}

/** The Bot, under the lock of its versions, with what shall run as it, if the grantee may let that run. */
export async function botToChange<T extends { readonly files: SourceFiles }>(
  tx: Tx,
  context: FhirContext,
  id: string,
  choose: (bot: BotOf) => Promise<T>,
): Promise<T & { readonly bot: BotOf }> {
  const bot = { project: context.grantee.project, botId: id }
  await lockVersions(tx, bot)
  const chosen = await choose(bot)
  await requireDeployable(tx, context, id, sourceText(chosen.files))
  return { ...chosen, bot }
}

/** Refuses whoever may not let code run as this Bot; without its source, before that is looked at. */
export async function requireDeployable(tx: Tx, context: FhirContext, id: string, source?: string): Promise<void> {
  const { deps, grantee } = context
  const { content } = await currentInReach(tx, context, 'Bot', id, permitFor(context, 'update', 'Bot').narrowing)
  const project = await readProject(tx, grantee.project)
  if (project === undefined) throw new Error('a project has no resource')
  const bot = { ...(parseJson(content) as Bot), id }
  const brought = { bot, now: deps.clock.now(), ...(source !== undefined && { source }) }
  const problem = await deployProblem(tx, grantee, project.resource, brought)
  if (problem !== undefined) throw writeRefused(problem)
}

/**
 * Refuses to change the code where another version runs than the one of `If-Match`; W/"0" is a Bot that has no code. Holds
 * until the transaction ends if it has the lock of the Bot's versions.
 */
export async function checkRunning(tx: Tx, request: FhirRequest, bot: BotOf): Promise<void> {
  const ifMatch = request.header('if-match')
  if (ifMatch === undefined) return
  const running = (await versionsOf(tx, bot)).find(({ isActive }) => isActive)?.number ?? 0
  checkVersion(
    ifMatch,
    running,
    told`Version ${running} of the code runs now: read it by $source, and repeat the change.`,
  )
}

/** All files one after the other, as owners see them who approve what a machine deploys. */
function sourceText(files: SourceFiles): string {
  return Object.keys(files)
    .sort()
    .map((name) => `// ${name}\n${files[name] ?? ''}`)
    .join('\n')
}

/** `Bot/id/$versions`: what was deployed, and which of it runs. */
export function botVersions(context: FhirContext, id: string): Promise<FhirAnswer> {
  const entity = `Bot/${id}`
  return audited(context, 'fhir.operation', entity, undefined, async () => {
    const { db, audit } = context.deps
    const versions = await versionsOf(db, await botToRead(context, id))
    const names = await namesOfDeployers(context, versions)
    await audit.committed(...eventsOf(context, 'fhir.operation', { entity, patients: names.patients }))
    return parametersAnswer(versions.map((version) => versionPart(version, names)))
  })
}

/**
 * `Bot/id/$source?version=3`: the files of a version as they were sent; of the one that runs, without `version`. A Bot without
 * code has none: its answer names W/"0", with which the first version is deployed. `needsOwner` says that the Bot acts for
 * people, so that only owners change it and its code.
 */
export function botSource(context: FhirContext, request: FhirRequest, id: string): Promise<FhirAnswer> {
  const entity = `Bot/${id}`
  return audited(context, 'bot.source_read', entity, undefined, async () => {
    const { db, audit } = context.deps
    const asked = versionIn(request.query)
    const of = await botToRead(context, id)
    const needsOwner = await ownersPart(context, id)
    const version = (await versionsOf(db, of)).find(({ number, isActive }) =>
      asked === undefined ? isActive : number === asked,
    )
    if (version === undefined && asked === undefined) {
      await audit.committed(eventOf(context, 'bot.source_read', { entity, reason: 'version_0' }))
      return { ...parametersAnswer(needsOwner), headers: { ETag: versionTag(0) } }
    }
    const files = version && (await sourceOf(db, of, version.number))
    if (version === undefined || files === undefined) throw noSuchVersion()
    const names = await namesOfDeployers(context, [version])
    const { patients } = names
    await audit.committed(...eventsOf(context, 'bot.source_read', { entity, reason: reasonOf(version), patients }))
    const file = Object.entries(files).map(([name, text]) => ({
      name: 'file',
      part: [
        { name: 'name', valueString: name },
        { name: 'text', valueString: text },
      ],
    }))
    return {
      ...parametersAnswer([versionPart(version, names), ...file, ...needsOwner]),
      headers: { ETag: versionTag(version.number) },
    }
  })
}

async function ownersPart({ deps, grantee }: FhirContext, id: string): Promise<readonly object[]> {
  const held = await needingOwner(deps.db, grantee, 'Bot', [id])
  return held.has(id) ? [{ name: 'needsOwner', valueBoolean: true }] : []
}

/** `Bot/id/$roll-back`: an earlier version runs again: the named one, or the one before the one that runs. */
export function rollBack(context: FhirContext, request: FhirRequest, id: string): Promise<FhirAnswer> {
  const entity = `Bot/${id}`
  return audited(context, 'bot.rolled_back', entity, undefined, async () => {
    const { deps } = context
    const { version: asked } = valuesOf(request.body ?? {}, { version: 'integer' })
    requireDeployer(context)
    await deps.db.tx(async (tx) => {
      await requireDeployable(tx, context, id)
      const { bot, version } = await botToChange(tx, context, id, async (of) => {
        const chosen = versionToRun(await versionsOf(tx, of), asked)
        return { version: chosen, files: (await sourceOf(tx, of, chosen.number)) ?? {} }
      })
      await checkRunning(tx, request, bot)
      await activateVersion(tx, bot, version.number, deps.clock.now())
      await deps.audit.record(tx, [eventOf(context, 'bot.rolled_back', { entity, reason: reasonOf(version) })])
    })
    return { status: 200, headers: {}, body: JSON.stringify(allOk()) }
  })
}

function versionToRun(versions: readonly BotVersion[], asked: number | undefined): BotVersion {
  const active = versions.find(({ isActive }) => isActive)?.number ?? 0
  const found = versions.find(({ number }) => (asked === undefined ? number < active : number === asked))
  if (found !== undefined) return found
  throw asked === undefined
    ? conflict('No earlier version of this Bot is kept: deploy the code that should run.', 'no_earlier_version')
    : noSuchVersion()
}

async function botToRead(context: FhirContext, id: string): Promise<BotOf> {
  requireDeployer(context)
  await currentInReach(context.deps.db, context, 'Bot', id, permitFor(context, 'read', 'Bot').narrowing)
  return { project: context.grantee.project, botId: id }
}

function versionIn(query: string): number | undefined {
  const parameters = [...new URLSearchParams(query)]
  const [name, value = ''] = parameters[0] ?? ['version', undefined]
  if (parameters.length > 1 || name !== 'version' || !/^[0-9]{0,9}$/.test(value))
    throw badRequest('Send only version, once, with the number of a version.', 'version', 'invalid_version')
  return value === '' ? undefined : Number(value)
}

const noSuchVersion = () => notFound('This Bot has no such version: $versions lists those that are kept.')

const reasonOf = ({ number }: BotVersion): string => `version_${number}`

const namesOfDeployers = ({ deps, grantee }: FhirContext, versions: readonly BotVersion[]): Promise<Names> =>
  namesFor(
    deps.db,
    grantee,
    versions.map(({ deployedBy }) => deployedBy),
  )

function versionPart({ number, isActive, entry, deployedAt, deployedBy }: BotVersion, names: Names): object {
  const { display } = names.of(deployedBy)
  return {
    name: 'version',
    part: [
      { name: 'number', valueInteger: number },
      { name: 'active', valueBoolean: isActive },
      { name: 'entry', valueString: entry },
      { name: 'deployedAt', valueInstant: deployedAt.toISOString() },
      { name: 'deployedBy', valueReference: { reference: deployedBy, display } },
    ],
  }
}

function parametersAnswer(parameter: readonly object[]): FhirAnswer {
  // An array of FHIR is never empty.
  const some = parameter.length > 0 ? { parameter } : {}
  return { status: 200, headers: {}, body: JSON.stringify({ resourceType: 'Parameters', ...some }) }
}
