import { type Pages, usePages, useRead } from '#api'
import { useMe } from '#frame'
import { MEMBERS, type Member, nameOf } from '../people/members.ts'

export { MEMBERS, type Member, nameOf } from '../people/members.ts'

/** The members of the project, the first of them, or those whose names begin so. */
export function useMembers(name = ''): Pages<Member> {
  const { project } = useMe()
  const query = new URLSearchParams({ _count: '100', ...(name !== '' && { name }) })
  return usePages(`admin/projects/${project.id}/members?${query.toString()}`, MEMBERS)
}

/** The name of one member; undefined while it is not known, and of nobody. */
export function useMemberName(id: string | undefined): string | undefined {
  const { project } = useMe()
  const path = id === undefined ? undefined : `admin/projects/${project.id}/members?${new URLSearchParams({ id })}`
  const [member] = useRead<{ readonly members: readonly Member[] }>(path).data?.body.members ?? []
  return member && nameOf(member)
}
