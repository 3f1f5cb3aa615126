import type { ProjectMembership } from '@damson/sdk'
import { isSame } from '../../../parts/same.ts'

export type ActForItem = NonNullable<ProjectMembership['actFor']>[number]
type PersonType = NonNullable<ActForItem['profileType']>[number]

export const PERSON_TYPES = ['Patient', 'Practitioner', 'RelatedPerson'] as const satisfies readonly PersonType[]
/** As many as the server takes. */
export const MOST_ITEMS = 20
export const MOST_GROUPS = 20
export type ActForProblem = 'everybody' | 'group' | 'groups' | 'criteria' | 'criteriaType'

const isPersonType = (type: string): type is PersonType => (PERSON_TYPES as readonly string[]).includes(type)

/** What would be refused of an item, as far as it is known here. */
export function actForProblem({ profileType = [], group = [], criteria }: ActForItem): ActForProblem | undefined {
  if (profileType.length === 0 && group.length === 0 && criteria === undefined) return 'everybody'
  if (group.length > MOST_GROUPS) return 'groups'
  if (group.some(({ reference = '' }) => !/^Group\/[A-Za-z0-9\-.]{1,64}$/.test(reference))) return 'group'
  if (criteria === undefined) return undefined
  const type = criteria.split('?')[0] ?? ''
  if (!isPersonType(type) || !criteria.includes('?')) return 'criteria'
  return profileType.length > 0 && !profileType.includes(type) ? 'criteriaType' : undefined
}

/** Every kind of person, whoever they are: that is refused, since one stolen secret would then speak for all. */
export function isForAll(items: readonly ActForItem[]): boolean {
  const open = items.filter(({ group = [], criteria }) => group.length === 0 && criteria === undefined)
  return PERSON_TYPES.every((type) => open.some(({ profileType = [] }) => profileType.includes(type)))
}

/** Whether the items can be saved: those that are there already are not judged anew. */
export const isActForFit = (items: readonly ActForItem[], before: readonly ActForItem[]): boolean =>
  isSame(items, before) ||
  (items.length <= MOST_ITEMS &&
    !isForAll(items) &&
    items.every((one) => actForProblem(one) === undefined || before.some((was) => isSame(was, one))))

const ONE = /^(Patient|Practitioner|RelatedPerson)\?_id=([A-Za-z0-9\-.]{1,64})$/

/** The one person for whom an item is, `Practitioner/…`. */
export function onePerson({ criteria = '', group = [] }: ActForItem): string | undefined {
  const [, type, id] = ONE.exec(criteria) ?? []
  return type === undefined || id === undefined || group.length > 0 ? undefined : `${type}/${id}`
}

/** An item for one person by their profile. */
export function forPerson(item: ActForItem, profile: string): ActForItem {
  const { profileType: _types, group: _groups, ...rest } = item
  return { ...rest, criteria: profile.replace('/', '?_id=') }
}
