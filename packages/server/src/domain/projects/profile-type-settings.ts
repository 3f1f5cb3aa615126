import type { Project } from '@damson/fhir'

const PROFILE_TYPES = ['Patient', 'Practitioner', 'RelatedPerson'] as const
export const MAIL_SIGN_IN = 'emailSignIn'
export const NEW_BROWSER_CODE = 'newBrowserCode'
export const TEXT_SIGN_IN = 'smsSignIn'

type WithSettings = Pick<Project, 'setting'>

/** The profile types whose people may sign in by an e-mail alone, without a password; usually none. */
export function mailSignInOf(project: WithSettings): readonly string[] {
  return typesIn(project, MAIL_SIGN_IN)
}

/** The profile types whose people may sign in by a text message, if an invitation proved their number; usually none. */
export function textSignInOf(project: WithSettings): readonly string[] {
  return typesIn(project, TEXT_SIGN_IN)
}

/** The profile types whose people are sent a code when they use their password in a browser that is new to them. */
export function newBrowserCodeOf(project: WithSettings): readonly string[] {
  return typesIn(project, NEW_BROWSER_CODE)
}

/** As new projects have it: patients seldom set up a second factor. */
export const CODE_FOR_PATIENTS = { name: NEW_BROWSER_CODE, valueString: 'Patient' } as const

function typesIn({ setting = [] }: WithSettings, wanted: string): readonly string[] {
  const words = wordsOf(setting.find(({ name }) => name === wanted)?.valueString)
  return PROFILE_TYPES.filter((type) => words.includes(type))
}

const wordsOf = (text = ''): readonly string[] => text.split(',').map((word) => word.trim())

/** What is wrong with these settings; undefined if nothing is. */
export function profileTypesProblem({ setting = [] }: WithSettings): string | undefined {
  for (const wanted of [MAIL_SIGN_IN, NEW_BROWSER_CODE, TEXT_SIGN_IN]) {
    const found = setting.filter(({ name }) => name === wanted)
    if (found.length > 1) return `The setting ${wanted} occurs twice: remove one.`
    const isKnown = found.every(({ valueString }) =>
      wordsOf(valueString).every((word) => PROFILE_TYPES.some((type) => type === word)),
    )
    if (!isKnown) return `The setting ${wanted} is a valueString of ${PROFILE_TYPES.join(', ')}, separated by commas.`
  }
  return undefined
}
