import type { DomainConfiguration } from '@damson/fhir'
import type { Tx } from '#base/db'
import { findResource, type Gates, replaceGated, resourceOf } from '#domain/resources'
import type { Invalidation } from '#domain/revocation'
import type { DomainRow } from './domains.store.ts'

/** Writes into the resource what DNS has shown. */
export async function writeStatus(
  tx: Tx,
  gates: Gates,
  { project, id }: Pick<DomainRow, 'project' | 'id'>,
  status: DomainRow['status'],
  now: Date,
): Promise<readonly Invalidation[]> {
  const stored = await findResource(tx, project, 'DomainConfiguration', id)
  const configuration = stored === undefined ? undefined : resourceOf<DomainConfiguration>(stored)
  if (stored === undefined || configuration === undefined) throw new Error('a domain has no resource')
  const resource: DomainConfiguration = { ...configuration, status }
  const written = await replaceGated(
    tx,
    gates,
    stored,
    { project, type: 'DomainConfiguration', id, resource, author: 'system' },
    now,
  )
  if (!written.ok) throw new Error(`the status of a domain could not be written: ${written.refusal.code}`)
  return written.value.invalidations
}
