import type { Project, ProjectMembership } from '@damson/fhir'
import { MAIL_SIGN_IN, NEW_BROWSER_CODE, TEXT_SIGN_IN, textSignInOf } from './profile-type-settings.ts'

/** The second factors that a project can allow, apart from those that are always allowed. */
export const FACTOR_METHODS = ['totp', 'email', 'sms'] as const
export type FactorMethod = (typeof FACTOR_METHODS)[number]

const REQUIRED = 'mfaRequired'
const ALLOWED = 'allowedMfaMethods'
const MINIMUM = 'minimumAcr'
/** Administrators prove themselves again before they change rights and what belongs to them. */
const STEP_UP = 'adminStepUp'
/** Such changes of machines wait for an administrator. */
const APPROVAL = 'machineApproval'
const REMEMBER = 'rememberBrowserDays'
/** Where the phones may be that get text messages. */
const COUNTRIES = 'smsCountries'
/** The longest that a second factor may be left out in a browser. */
const MOST_DAYS = 30
const AAL = /^http:\/\/idmanagement\.gov\/ns\/assurance\/aal\/[12]$/

/** The settings that say how well people must prove themselves. */
export const DEMANDING_SETTINGS: readonly string[] = [
  REQUIRED,
  ALLOWED,
  MINIMUM,
  STEP_UP,
  APPROVAL,
  REMEMBER,
  COUNTRIES,
  MAIL_SIGN_IN,
  NEW_BROWSER_CODE,
  TEXT_SIGN_IN,
]

type WithSettings = Pick<Project, 'setting'>

const settingOf = ({ setting = [] }: WithSettings, wanted: string) => setting.find(({ name }) => name === wanted)

/** Whether administrators prove themselves within ten minutes before they change what others may do. */
export function asksAdministratorsAnew(project: WithSettings): boolean {
  return settingOf(project, STEP_UP)?.valueBoolean === true
}

/** Whether an administrator approves what machines change in what others may do. */
export function asksApprovalOfMachines(project: WithSettings): boolean {
  return settingOf(project, APPROVAL)?.valueBoolean === true
}

/** As new projects have it. */
export const MACHINES_ASK = { name: APPROVAL, valueBoolean: true } as const

/** What a project demands of second factors, and which it allows; undefined if it doesn't say. */
export function factorSettings(project: WithSettings): {
  readonly mfaRequired: boolean
  readonly minimumAcr: string | undefined
  readonly allowed: readonly FactorMethod[] | undefined
} {
  const text = settingOf(project, ALLOWED)?.valueString
  return {
    mfaRequired: settingOf(project, REQUIRED)?.valueBoolean === true,
    minimumAcr: settingOf(project, MINIMUM)?.valueString,
    allowed: text === undefined ? undefined : FACTOR_METHODS.filter((method) => wordsOf(text).includes(method)),
  }
}

const isDays = (days: number | undefined): boolean => days !== undefined && days >= 1 && days <= MOST_DAYS

const wordsOf = (text: string): readonly string[] => text.split(',').map((word) => word.trim())

/** For how many days people may leave their second factor out in a browser of their own; undefined: never. */
export function rememberDaysOf(project: WithSettings): number | undefined {
  return settingOf(project, REMEMBER)?.valueInteger
}

/** The countries whose phones get codes, by ISO 3166-1; none where the project does not allow codes by text message. */
export function smsCountriesOf(project: WithSettings): readonly string[] {
  return factorSettings(project).allowed?.includes('sms') === true ? countriesOf(project) : []
}

/** The same for numbers by which people sign in. */
export function signInCountriesOf(project: WithSettings): readonly string[] {
  return textSignInOf(project).length > 0 ? countriesOf(project) : []
}

const countriesOf = (project: WithSettings): readonly string[] =>
  wordsOf(settingOf(project, COUNTRIES)?.valueString ?? '').filter((word) => word !== '')

/** What is wrong with text messages; undefined if nothing is. They are never all that people can set up. */
function smsProblem(project: WithSettings, methods: readonly string[]): string | undefined {
  const countries = settingOf(project, COUNTRIES)
  const areKnown = wordsOf(countries?.valueString ?? '').every((word) => /^[A-Z]{2}$/.test(word))
  if (countries !== undefined && !areKnown)
    return `The setting ${COUNTRIES} is a valueString of countries by their two letters, such as US, CA.`
  if (textSignInOf(project).length > 0 && countries === undefined)
    return `Say where the phones may be: add the setting ${COUNTRIES}, or remove ${TEXT_SIGN_IN}.`
  if (!methods.includes('sms')) return undefined
  if (!methods.includes('totp'))
    return `Text messages can be redirected, so they are never the only choice: add totp to ${ALLOWED}, or remove sms.`
  return countries === undefined
    ? `Say where the phones may be: add the setting ${COUNTRIES}, or remove sms.`
    : undefined
}

/** What is wrong with these settings; undefined if nothing is. */
export function factorProblem(project: WithSettings): string | undefined {
  const { setting = [] } = project
  const twice = DEMANDING_SETTINGS.find((one) => setting.filter(({ name }) => name === one).length > 1)
  if (twice !== undefined) return `The setting ${twice} occurs twice: remove one.`
  const [allowed, minimum] = [ALLOWED, MINIMUM].map((name) => settingOf(project, name))
  const days = settingOf(project, REMEMBER)
  if (days !== undefined && !isDays(days.valueInteger))
    return `The setting ${REMEMBER} is a valueInteger, in days, from 1 to ${MOST_DAYS}.`
  const flag = [REQUIRED, STEP_UP, APPROVAL].find((name) => {
    const found = settingOf(project, name)
    return found !== undefined && found.valueBoolean === undefined
  })
  if (flag !== undefined) return `The setting ${flag} is a valueBoolean.`
  if (minimum !== undefined && !AAL.test(minimum.valueString ?? ''))
    return `The setting ${MINIMUM} is a valueString: http://idmanagement.gov/ns/assurance/aal/1, or the same with 2.`
  if (allowed === undefined) return smsProblem(project, [])
  const words = wordsOf(allowed.valueString ?? '')
  const isKnown = words.every((word) => FACTOR_METHODS.some((method) => method === word))
  if (!isKnown) return `The setting ${ALLOWED} is a valueString of ${FACTOR_METHODS.join(', ')}, separated by commas.`
  const sms = smsProblem(project, words)
  if (sms !== undefined) return sms
  return minimum?.valueString?.endsWith('/2') === true && !words.includes('totp')
    ? `Codes by e-mail reach no assurance level: add totp to ${ALLOWED}, or remove ${MINIMUM}.`
    : undefined
}

/** What a project demands of the sign-ins of a membership with a role of administrators: the flag alone is an owner's. */
export function demandsOfRole(
  { adminRole: roles = [] }: Pick<Project, 'adminRole'>,
  { admin, adminRole }: Pick<ProjectMembership, 'admin' | 'adminRole'>,
): NonNullable<Project['adminRole']> {
  const role = adminRole ?? (admin === true ? 'owner' : undefined)
  return roles.filter((one) => one.role === role)
}
