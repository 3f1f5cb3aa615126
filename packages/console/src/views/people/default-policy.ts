import { useMe } from '#frame'
import { useTexts } from '#language'
import { peopleTexts } from './texts.ts'

interface Standing {
  readonly admin?: boolean | undefined
  readonly adminRole?: string | undefined
  /** The type of profile. */
  readonly type: string | undefined
}

/** What a member has without a policy of their own: the project's default, if there is one, and none beside a role. */
export function useDefaultPolicy({ admin, adminRole, type }: Standing): string {
  const t = useTexts(peopleTexts)
  const { project } = useMe()
  const kind = admin === true ? 'Admin' : type
  const isThere = (project.defaultAccessPolicies ?? []).some(({ profileType }) => profileType === kind)
  return t(isThere && adminRole === undefined ? 'policy.default' : 'policy.without')
}
