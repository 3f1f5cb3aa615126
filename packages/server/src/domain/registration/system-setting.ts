import type { Project } from '@damson/fhir'
import type { Tx } from '#base/db'
import { replaceGated, type Stored } from '#domain/resources'
import { publishInvalidations } from '#domain/revocation'
import type { RegistrationDeps } from './dependencies.ts'
import { heldProject } from './held-project.ts'

type Setting = NonNullable<Project['systemSetting']>[number]

/** Sets what only the operator of the server sets for a project. Undefined: there is no such project. */
export async function setSystemSetting(
  { db, clock, ownerGates }: RegistrationDeps,
  id: string,
  settings: readonly Setting[],
  record: (tx: Tx, version: number) => Promise<void>,
): Promise<Stored | undefined> {
  const now = clock.now()
  return db.tx(async (tx) => {
    const held = await heldProject(tx, id)
    if (held === undefined) return undefined
    const { stored, resource: before } = held
    const { meta: _meta, systemSetting = [], ...rest } = before
    const kept = systemSetting.filter(({ name }) => settings.every((one) => one.name !== name))
    const resource: Project = { ...rest, systemSetting: [...kept, ...settings] }
    const draft = { project: id, type: 'Project', id, resource, author: 'system' }
    const written = await replaceGated(tx, ownerGates, stored, draft, now)
    if (!written.ok) throw new Error(`a system setting was refused: ${written.refusal.code}`)
    await record(tx, written.value.stored.version)
    await publishInvalidations(tx, written.value.invalidations, now)
    return written.value.stored
  })
}
