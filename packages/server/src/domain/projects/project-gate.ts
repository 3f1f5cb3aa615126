import { accepted, type Project, type Result, refused } from '@damson/fhir'
import type { Tx } from '#base/db'
import { answered, told } from '#base/findings'
import { type Change, type Gate, invalid, type WriteRefusal, writeRefusal } from '#domain/resources'
import type { Invalidation } from '#domain/revocation'
import { activationProblem } from './activation-setting.ts'
import { botCheckProblem } from './bot-check-setting.ts'
import { botLimitProblem } from './bot-limit-settings.ts'
import { brandProblem } from './brand-setting.ts'
import { deviceProblem } from './device-setting.ts'
import { factorProblem } from './factor-settings.ts'
import { limitProblem } from './limit-settings.ts'
import { isOrigin } from './origin.ts'
import { originSetter } from './origins.ts'
import { profileTypesProblem } from './profile-type-settings.ts'
import { INACTIVE_PROJECT } from './project.ts'
import { isServersOwn, putDeveloperMode, putProject } from './projects.store.ts'
import { recordAccessProblem } from './record-access-setting.ts'
import { signInFormProblem } from './sign-in-form.ts'
import { termsProblem } from './terms-setting.ts'

/** Members of a Project that no one may change through the API, whatever the verb. */
const OPERATORS_ALONE = ['superAdmin', 'link', 'owner', 'systemSetting', 'exportedResourceType'] as const
const LONGEST_NAME = 256

/** `byOperator`: the write is the server's own, so that it may set what only operators set. */
export function projectGate(byOperator: boolean): Gate {
  return (tx, change) => gate(tx, change, byOperator)
}

async function gate(
  tx: Tx,
  change: Change,
  byOperator: boolean,
): Promise<Result<readonly Invalidation[], WriteRefusal>> {
  const project = change.after as Project | undefined
  if (project === undefined)
    return refused(
      writeRefusal(
        'forbidden',
        'project_deletion',
        'A project cannot be deleted through the API: set `status` to `suspended`.',
      ),
    )
  const problem = problemOf(project, change, byOperator)
  if (problem !== undefined) return refused(problem)
  const isActive = isOn(project)
  // Nobody could switch it on again.
  if (!isActive && (await isServersOwn.maybeOne(tx, change.id))?.own === true)
    return refused(
      invalid('servers_own_project', 'This project administers the server: it stays active.', 'Project.status'),
    )
  await putProject.run(tx, change.id, isActive)
  const { developerModeUntil: until } = project
  const isNew = until !== (change.before as Project | undefined)?.developerModeUntil
  if (isNew) await putDeveloperMode.run(tx, change.id, until === undefined ? null : new Date(until))
  const invalidations = await registerOrigins(tx, change, project)
  return accepted([{ kind: 'project', subject: change.id }, ...invalidations])
}

async function registerOrigins(
  tx: Tx,
  { id, before }: Change,
  project: Project,
): Promise<readonly { kind: 'origin'; subject: string }[]> {
  const earlier = (before as Project | undefined)?.origin ?? []
  const origins = project.origin ?? []
  await originSetter(tx, id, 'Project', id, origins)
  return [...new Set([...earlier, ...origins])].map((subject) => ({ kind: 'origin', subject }))
}

const isOn = ({ active, status }: Project): boolean => active !== false && status !== 'suspended'

/**
 * A request that was let in just before its project was switched off writes just after: it would switch it on again, with
 * whatever its author had read before.
 */
function resumedProblem(project: Project, earlier: Project): WriteRefusal | undefined {
  return isOn(project) && !isOn(earlier) ? INACTIVE_PROJECT : undefined
}

const LONGEST_DEVELOPER_MODE_MS = 86_400_000

/** It shows administrators what apps send: at most for a day, so that it isn't forgotten. */
function developerModeProblem({ developerModeUntil: until }: Project, now: Date): WriteRefusal | undefined {
  if (until === undefined || new Date(until).getTime() <= now.getTime() + LONGEST_DEVELOPER_MODE_MS) return undefined
  return invalid(
    'developer_mode_too_long',
    'Developer mode lasts at most 24 hours: set an earlier end, and set it again if you still need it.',
    'Project.developerModeUntil',
  )
}

function problemOf(project: Project, { before, now }: Change, byOperator: boolean): WriteRefusal | undefined {
  const earlier = before as Project | undefined
  const mode = developerModeProblem(project, now)
  if (mode !== undefined) return mode
  const changed =
    earlier === undefined || byOperator
      ? undefined
      : OPERATORS_ALONE.find((name) => JSON.stringify(project[name]) !== JSON.stringify(earlier[name]))
  if (changed !== undefined)
    return writeRefusal(
      'forbidden',
      'protected_field',
      `Only the operator can set Project.${changed}: leave it as it is.`,
      `Project.${changed}`,
    )
  const resumed = earlier === undefined || byOperator ? undefined : resumedProblem(project, earlier)
  if (resumed !== undefined) return resumed
  const factor = factorProblem(project)
  if (factor !== undefined) return invalid('malformed_factor_setting', answered(factor), 'Project.setting')
  const brand = brandProblem(project)
  if (brand !== undefined) return invalid('malformed_brand', answered(brand), 'Project.setting')
  const setting =
    recordAccessProblem(project) ??
    profileTypesProblem(project) ??
    botCheckProblem(project) ??
    termsProblem(project) ??
    activationProblem(project) ??
    deviceProblem(project)
  if (setting !== undefined) return invalid('malformed_setting', answered(setting), 'Project.setting')
  const limit = limitProblem(project) ?? botLimitProblem(project, earlier)
  if (limit !== undefined) return invalid('limit_out_of_range', answered(limit), 'Project.setting')
  const feature = project.features?.find((name) => name === 'google-auth-required')
  if (feature !== undefined)
    return invalid(
      'feature_not_available',
      `This version cannot enforce ${feature} yet: remove it.`,
      'Project.features',
    )
  if ((project.name?.length ?? 0) > LONGEST_NAME)
    return invalid(
      'long_name',
      `The name appears on the project's pages: use at most ${LONGEST_NAME} characters.`,
      'Project.name',
    )
  const looks = signInFormProblem(project.signInForm)
  if (looks !== undefined) return looks
  const origin = project.origin?.find((candidate) => !isOrigin(candidate))
  if (origin !== undefined) {
    return invalid(
      'malformed_origin',
      told`"${origin}" is not an origin: write scheme and host, such as https://app.example.org, without a path or a
        trailing slash.`,
      'Project.origin',
    )
  }
  return undefined
}
