import {
  type Endpoint,
  type Organization,
  parseJson,
  parseSearch,
  readReferenceText,
  splitQuery,
  stringifyJson,
} from '@damson/fhir'
import type { Tx } from '#base/db'
import { brandOf, readProject } from '#domain/projects'
import { bodyOf, findResource, findResources, lastChange, type Stored, searchResources } from '#domain/resources'
import { ownEndpoint, publishable } from './publishable.ts'

export interface BrandIdentifier {
  readonly system?: string
  readonly value: string
}

export interface BrandBundle {
  /** The identifier of the primary brand, which no other brand in the bundle has. */
  readonly identifier: BrandIdentifier
  /** The bundle as JSON. */
  readonly text: string
}

/** The most resources in a bundle: those farthest from the primary brand are left out. */
const MOST = 200
const MOST_CHARACTERS = 1_000_000
const DEEPEST = 4
/** How many endpoints are read at once: one may be as large as a request. */
const AT_ONCE = 10
const PROFILE = 'http://hl7.org/fhir/smart-app-launch/StructureDefinition/user-access-brands-bundle'

/**
 * The brands that a project publishes; undefined when it names no brand, or one without a unique identifier.
 *
 * @param baseUrls The FHIR base URLs of the project's resources.
 */
export async function readBrands(
  tx: Tx,
  project: string,
  fhirUrl: string,
  baseUrls: readonly string[],
): Promise<BrandBundle | undefined> {
  const row = await readProject(tx, project)
  const primaryId = row === undefined ? undefined : brandOf(row.resource)
  if (primaryId === undefined) return undefined
  const primary = await findResource(tx, project, 'Organization', primaryId)
  if (primary === undefined || !isActive(primary)) return undefined
  const room = new Room()
  const brands = await withParts(tx, project, primary, room)
  const organizations = brands.map(publishedOf<Organization>)
  const [first, ...others] = organizations
  const identifier = first === undefined ? undefined : identifierOf(first, organizations)
  if (first === undefined || identifier === undefined) return undefined
  const endpoints = await endpointsOf(tx, project, endpointsIn(organizations, baseUrls), room)
  const own = ownEndpoint(fhirUrl, first)
  const all = endpoints.some(({ address }) => isSameBase(address, fhirUrl)) ? endpoints : [...endpoints, own]
  // The primary brand refers to each endpoint of the bundle.
  const referring = { ...first, endpoint: all.map(({ id }) => ({ reference: `Endpoint/${id}` })) }
  const changedAt = await lastChange(tx, project, ['Organization', 'Endpoint', 'Project'])
  const entry = [referring, ...others, ...all].map((resource) => ({
    fullUrl: `${fhirUrl}${resource.resourceType}/${resource.id}`,
    resource,
  }))
  const meta = { profile: [PROFILE] }
  const bundle = { resourceType: 'Bundle', meta, type: 'collection', timestamp: changedAt.toISOString(), entry }
  return { identifier, text: stringifyJson(bundle) }
}

/** The room that is left in a bundle. */
class Room {
  #left = MOST_CHARACTERS

  /** The resources that still fit, up to the first that doesn't. */
  take(resources: readonly Stored[]): readonly Stored[] {
    const taken = resources.findIndex(({ content }) => {
      this.#left -= content.length
      return this.#left < 0
    })
    return taken < 0 ? resources : resources.slice(0, taken)
  }

  get isFull(): boolean {
    return this.#left < 0
  }
}

function isActive(stored: Stored): boolean {
  return !stored.deleted && (parseJson(stored.content) as Organization).active !== false
}

/** An organization and its parts, nearest first. */
async function withParts(tx: Tx, project: string, primary: Stored, room: Room): Promise<readonly Stored[]> {
  const found = new Map(room.take([primary]).map((one) => [one.id, one]))
  let parents = [...found.values()]
  for (let depth = 0; depth < DEEPEST && parents.length > 0 && found.size < MOST && !room.isFull; depth += 1) {
    const wanted = parents.map(({ id }) => `Organization/${id}`).join(',')
    const search = parseSearch('Organization', splitQuery([['partof', wanted]]))
    if (!search.ok) break
    const { condition } = search.value
    const asked = { type: 'Organization', condition, sort: [], total: 'none' } as const
    const page = await searchResources(tx, project, asked, { op: 'all', of: [] }, MOST - found.size)
    parents = [...room.take(page.resources.filter((part) => isActive(part) && !found.has(part.id)))]
    for (const part of parents) found.set(part.id, part)
  }
  return [...found.values()]
}

function publishedOf<T extends Organization | Endpoint>(stored: Stored): T & { readonly id: string } {
  return publishable(parseJson(bodyOf(stored, false)) as T & { readonly id: string })
}

/** The identifier of the primary brand; undefined if there is none, or if it identifies several brands. */
function identifierOf(
  { identifier = [] }: Organization,
  organizations: readonly Organization[],
): BrandIdentifier | undefined {
  const known = identifier.flatMap(({ system, value }) =>
    value === undefined ? [] : [{ ...(system !== undefined && { system }), value }],
  )
  const chosen = known.find(({ system }) => system === 'urn:ietf:rfc:3986') ?? known[0]
  const isChosen = ({ system, value }: { readonly system?: string; readonly value?: string }): boolean =>
    chosen !== undefined && value === chosen.value && system === chosen.system
  const matching = organizations.filter((one) => one.identifier?.some(isChosen) === true)
  return matching.length === 1 ? chosen : undefined
}

/** The ids of the endpoints that organizations refer to. */
function endpointsIn(organizations: readonly Organization[], baseUrls: readonly string[]): readonly string[] {
  const references = organizations.flatMap(({ endpoint = [] }) => endpoint.map(({ reference = '' }) => reference))
  return references.flatMap((text) => {
    const reference = readReferenceText(text, baseUrls)
    return reference?.kind === 'local' && reference.type === 'Endpoint' ? reference.id : []
  })
}

async function endpointsOf(
  tx: Tx,
  project: string,
  ids: readonly string[],
  room: Room,
): Promise<readonly (Endpoint & { readonly id: string })[]> {
  const wanted = [...new Set(ids)].slice(0, MOST)
  const found: (Endpoint & { readonly id: string })[] = []
  for (let at = 0; at < wanted.length && !room.isFull; at += AT_ONCE) {
    const stored = await findResources(tx, project, 'Endpoint', wanted.slice(at, at + AT_ONCE))
    found.push(...room.take(stored.filter(({ deleted }) => !deleted)).map(publishedOf<Endpoint>))
  }
  return found.filter(({ status }) => status === 'active')
}

function isSameBase(address: string, fhirUrl: string): boolean {
  return address === fhirUrl || `${address}/` === fhirUrl
}
