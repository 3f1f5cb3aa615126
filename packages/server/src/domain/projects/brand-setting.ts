import type { Project } from '@damson/fhir'

const SETTING = 'userAccessBrand'
const ORGANIZATION = /^Organization\/([A-Za-z0-9\-.]{1,64})$/

type WithSettings = Pick<Project, 'setting'>

/** The id of the Organization that a project publishes as its primary brand. */
export function brandOf({ setting = [] }: WithSettings): string | undefined {
  const text = setting.find(({ name }) => name === SETTING)?.valueString
  return ORGANIZATION.exec(text ?? '')?.[1]
}

/** Why a brand cannot be set like this; undefined if it can. */
export function brandProblem({ setting = [] }: WithSettings): string | undefined {
  const isWrong = setting.some(({ name, valueString }) => name === SETTING && !ORGANIZATION.test(valueString ?? ''))
  return isWrong ? `The setting ${SETTING} is a valueString such as Organization/123.` : undefined
}
