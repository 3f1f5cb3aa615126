import type { Bundle, ResourceType } from '@damson/sdk'
import { request, searchPath } from '#api'
import type { Me } from '#session'
import type { FrameKey } from './texts.ts'

export interface Found {
  readonly id: string
  /** The path of its view. */
  readonly to: string
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
        : [{ id: `${type}/${resource.id}`, to: `${path}/${resource.id}`, text: nameOf(resource) }],
    )
    return { title, items }
  }

const FINDERS: readonly Finder[] = [
  byName('ClientApplication', 'nav.apps', 'apps'),
  byName('AccessPolicy', 'nav.policies', 'policies'),
  byName('Bot', 'nav.bots', 'bots'),
]

/** What has this text in its name. What the person may not search is left out. */
export async function findAll(me: Me, text: string, signal: AbortSignal): Promise<readonly FoundGroup[]> {
  const answers = await Promise.allSettled(FINDERS.map((find) => find(me, text, signal)))
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
}

function nameOf(resource: object): string {
  return 'name' in resource && typeof resource.name === 'string' ? resource.name : ''
}
