import type { Project } from '@damson/fhir'

const SETTING = 'botCheck'
const CHECKS = ['off', 'pow', 'recaptcha'] as const
/** What forms that anyone may send must bring: nothing, a proof of work, or the word of reCAPTCHA. */
export type BotCheckKind = (typeof CHECKS)[number]

export function botCheckOf({ setting = [] }: Pick<Project, 'setting'>): BotCheckKind {
  const value = setting.find(({ name }) => name === SETTING)?.valueString
  return CHECKS.find((one) => one === value) ?? 'off'
}

/** What is wrong with the setting; undefined if nothing is. */
export function botCheckProblem({ setting = [], site = [] }: Pick<Project, 'setting' | 'site'>): string | undefined {
  const found = setting.filter(({ name }) => name === SETTING)
  if (found.length > 1) return `The setting ${SETTING} occurs twice: remove one.`
  const value = found[0]?.valueString
  if (found.length === 1 && !CHECKS.some((one) => one === value))
    return `The setting ${SETTING} is a valueString: ${CHECKS.join(', ')}.`
  return value === 'recaptcha' && site.every(({ recaptchaSiteKey }) => recaptchaSiteKey === undefined)
    ? `The setting ${SETTING} is recaptcha, but no site has a recaptchaSiteKey: add one.`
    : undefined
}
