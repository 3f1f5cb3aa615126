import type { Project } from '@damson/fhir'
import type { Tx } from '#base/db'
import { replaceGated, type Stored } from '#domain/resources'
import { publishInvalidations } from '#domain/revocation'
import type { RegistrationDeps } from './dependencies.ts'
import { heldProject } from './held-project.ts'

type Setting = NonNullable<Project['systemSetting']>[number]

/** What changes of the operator's settings of a project. */
export interface SystemSettingChange {
  readonly set: readonly Setting[]
  /** By their names: the server's own hold again. */
  readonly unset: readonly string[]
}

interface SystemSettingSteps {
  /** May throw: then nothing changes. It is given the version of the project, which nobody else changes meanwhile. */
  readonly check: (version: number) => void
  readonly record: (tx: Tx, version: number) => Promise<void>
}

/** Sets what only the operator of the server sets for a project. Undefined: there is no such project. */
export async function setSystemSetting(
  { db, clock, ownerGates }: RegistrationDeps,
  id: string,
  { set, unset }: SystemSettingChange,
  { check, record }: SystemSettingSteps,
): Promise<Stored | undefined> {
  const now = clock.now()
  return db.tx(async (tx) => {
    const held = await heldProject(tx, id)
    if (held === undefined) return undefined
    const { stored, resource: before } = held
    check(stored.version)
    const { meta: _meta, systemSetting = [], ...rest } = before
    const changed = new Set([...unset, ...set.map(({ name }) => name)])
    const next = [...systemSetting.filter(({ name }) => !changed.has(name)), ...set]
    const resource: Project = { ...rest, ...(next.length > 0 && { systemSetting: next }) }
    const draft = { project: id, type: 'Project', id, resource, author: 'system' }
    const written = await replaceGated(tx, ownerGates, stored, draft, now)
    if (!written.ok) throw new Error(`a system setting was refused: ${written.refusal.code}`)
    await record(tx, written.value.stored.version)
    await publishInvalidations(tx, written.value.invalidations, now)
    return written.value.stored
  })
}
