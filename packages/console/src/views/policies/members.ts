import { type Pages, usePages } from '#api'
import { useMe } from '#frame'
import { MEMBERS, type Member } from '../people/members.ts'

export { type Member, nameOf } from '../people/members.ts'

/** The members of the project, the first of them. */
export function useMembers(): Pages<Member> {
  const { project } = useMe()
  return usePages(`admin/projects/${project.id}/members?_count=100`, MEMBERS)
}
