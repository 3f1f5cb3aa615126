import type { Bundle, ResourceType } from '@damson/sdk'
import { request, searchPath } from '#api'
import type { Me } from '#session'
import { type Members, PEOPLE, nameOf as personName } from '../views/people/members.ts'
import type { FrameKey } from './texts.ts'

export interface Found {
  readonly id: string
  /** The path of its view. */
  readonly to: string
  readonly search?: Readonly<Record<string, string>>
  readonly text: string
  readonly hint?: string
}

export interface FoundGroup {
  readonly title: FrameKey
  readonly items: readonly Found[]
}

type Finder = (me: Me, text: string, signal: AbortSignal) => Promise<FoundGroup>

const MOST = 5

const byName =
  (type: ResourceType, title: FrameKey, path: string): Finder =>
  async (_me, text, signal) => {
    const query = searchPath(type, { 'name:contains': text, _count: String(MOST) })
    const { body } = await request<Bundle>(query, { signal })
    const items = (body.entry ?? []).flatMap(({ resource }) =>
      resource?.id === undefined
        ? []
        : [{ id: `${type}/${resource.id}`, to: `${viewOf(resource) ?? path}/${resource.id}`, text: nameOf(resource) }],
    )
    return { title, items }
  }

/** By the beginnings of their names, or by an address. */
const people: Finder = async ({ project }, text, signal) => {
  const query = new URLSearchParams({ name: text, _count: String(MOST) })
  const path = `admin/projects/${project.id}/members?${query.toString()}`
  const { body } = await request<Members>(path, { signal })
  const items = PEOPLE.rows(body).map((member) => {
    const { id, profile, user } = member
    const hint = profile.email ?? user.email
    return { id: `people/${id}`, to: `people/${id}`, text: personName(member), ...(hint !== undefined && { hint }) }
  })
  return { title: 'nav.people', items }
}

const FINDERS: readonly Finder[] = [
  people,
  byName('ClientApplication', 'nav.apps', 'apps'),
  byName('AccessPolicy', 'nav.policies', 'policies'),
  byName('Bot', 'nav.bots', 'bots'),
]

/** What has this text in its name. What the person may not search is left out. */
export async function findAll(me: Me, text: string, signal: AbortSignal): Promise<readonly FoundGroup[]> {
  const answers = await Promise.allSettled(FINDERS.map((find) => find(me, text, signal)))
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
}

/** A device is a client, too, with a view of its own. */
const viewOf = (resource: object): string | undefined =>
  'kind' in resource && resource.kind === 'device' ? 'devices' : undefined

function nameOf(resource: object): string {
  return 'name' in resource && typeof resource.name === 'string' ? resource.name : ''
}
