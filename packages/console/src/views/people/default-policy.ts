import { useTexts } from '#language'
import { useDefaults } from '../policies/defaults.ts'
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
  const defaults = useDefaults()
  if (adminRole !== undefined) return t('policy.without')
  if (defaults === undefined) return t('policy.perhaps')
  const kind = admin === true ? 'Admin' : type
  return t(defaults.some(({ profileType }) => profileType === kind) ? 'policy.default' : 'policy.without')
}
