import type { Project } from '@damson/fhir'

type WithSettings = Pick<Project, 'setting'>

/** What people of a project accept before they go on. */
export interface Terms {
  /** As the project calls it: people are asked again when it changes. */
  readonly version: string
  readonly termsUrl: string | undefined
  readonly privacyUrl: string | undefined
}

const VERSION = 'termsVersion'
const ADDRESSES = ['termsUrl', 'privacyUrl'] as const
const NAMES: readonly string[] = [VERSION, ...ADDRESSES]

/** Undefined: the project has no terms, or what it says of them would be refused today. */
export function termsOf(project: WithSettings): Terms | undefined {
  const version = valueOf(project, VERSION)
  if (version === undefined || termsProblem(project) !== undefined) return undefined
  return { version, termsUrl: valueOf(project, 'termsUrl'), privacyUrl: valueOf(project, 'privacyUrl') }
}

/** What is wrong with the settings; undefined if nothing is. */
export function termsProblem(project: WithSettings): string | undefined {
  const { setting = [] } = project
  const twice = NAMES.find((wanted) => setting.filter(({ name }) => name === wanted).length > 1)
  if (twice !== undefined) return `The setting ${twice} occurs twice: remove one.`
  const has = NAMES.filter((wanted) => setting.some(({ name }) => name === wanted))
  if (has.length === 0) return undefined
  if (!/^[\w.-]{1,64}$/.test(valueOf(project, VERSION) ?? ''))
    return `The setting ${VERSION} is a valueString of 1 to 64 letters, digits, dots and hyphens, such as 2026-11.`
  const addresses = ADDRESSES.filter((wanted) => has.includes(wanted))
  if (addresses.length === 0) return `The setting ${VERSION} needs ${ADDRESSES.join(' or ')} beside it.`
  const wrong = addresses.find((wanted) => !isWebAddress(valueOf(project, wanted)))
  return wrong === undefined ? undefined : `The setting ${wrong} is a valueString with an https address.`
}

const valueOf = ({ setting = [] }: WithSettings, wanted: string): string | undefined =>
  setting.find(({ name }) => name === wanted)?.valueString

const isWebAddress = (text = ''): boolean =>
  text.length <= 2_000 && URL.canParse(text) && new URL(text).protocol === 'https:'
