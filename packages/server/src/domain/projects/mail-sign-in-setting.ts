import type { Project } from '@damson/fhir'

const SETTING = 'emailSignIn'
const PROFILE_TYPES = ['Patient', 'Practitioner', 'RelatedPerson'] as const

type WithSettings = Pick<Project, 'setting'>

/** The profile types whose people may sign in by an e-mail alone, without a password; usually none. */
export function mailSignInOf({ setting = [] }: WithSettings): readonly string[] {
  const words = wordsOf(setting.find(({ name }) => name === SETTING)?.valueString)
  return PROFILE_TYPES.filter((type) => words.includes(type))
}

const wordsOf = (text = ''): readonly string[] => text.split(',').map((word) => word.trim())

/** What is wrong with the setting; undefined if nothing is. */
export function mailSignInProblem({ setting = [] }: WithSettings): string | undefined {
  const found = setting.filter(({ name }) => name === SETTING)
  if (found.length > 1) return `The setting ${SETTING} occurs twice: remove one.`
  const isKnown = found.every(({ valueString }) =>
    wordsOf(valueString).every((word) => PROFILE_TYPES.some((type) => type === word)),
  )
  return isKnown
    ? undefined
    : `The setting ${SETTING} is a valueString of ${PROFILE_TYPES.join(', ')}, separated by commas.`
}
