import type { Resource } from '@damson/sdk'

/** Of `meta`, what a person writes; the rest is the server's. */
const OWN_META: ReadonlySet<string> = new Set(['profile', 'security', 'tag', 'source'])

const metaOf = ({ meta = {} }: Resource, isOwn: boolean): readonly (readonly [string, unknown])[] =>
  Object.entries(meta).filter(([name]) => OWN_META.has(name) === isOwn)

/** A resource as a person edits it: without its id and what the server keeps of it. */
export function withoutReserved(resource: Resource): Resource {
  const { id: _id, meta: _meta, ...rest } = resource
  const own = metaOf(resource, true)
  return own.length === 0 ? rest : { ...rest, meta: Object.fromEntries(own) }
}

/** The same with what was left out, whatever was typed there. */
export function withReserved(edited: Resource, from: Resource): Resource {
  const meta = Object.fromEntries([...metaOf(from, false), ...metaOf(edited, true)])
  const { id: _id, meta: _meta, ...rest } = edited
  return { ...rest, ...(from.id !== undefined && { id: from.id }), ...(Object.keys(meta).length > 0 && { meta }) }
}

/** What the server itself is administered by. */
const ADMINISTERED: ReadonlySet<string> = new Set([
  'AccessPolicy',
  'Bot',
  'ClientApplication',
  'DomainConfiguration',
  'Project',
  'ProjectIdentityProvider',
  'ProjectMembership',
  'User',
  'UserConfiguration',
])

/** Whether it is, or belongs to, the record of a patient. */
export function isOfChart(resource: Resource): boolean {
  const { resourceType } = resource
  if (ADMINISTERED.has(resourceType)) return false
  return resourceType === 'Patient' || /"reference":"Patient\//.test(JSON.stringify(resource))
}
