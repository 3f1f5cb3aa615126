import type { Project } from '@damson/fhir'

const SETTING = 'deviceEnrolment'

/** Whether administrators connect devices by a code. */
export function connectsDevices({ setting = [] }: Pick<Project, 'setting'>): boolean {
  return setting.find(({ name }) => name === SETTING)?.valueBoolean === true
}

/** What is wrong with the setting; undefined if nothing is. */
export function deviceProblem({ setting = [] }: Pick<Project, 'setting'>): string | undefined {
  const found = setting.filter(({ name }) => name === SETTING)
  if (found.length > 1) return `The setting ${SETTING} occurs twice: remove one.`
  return found.every(({ valueBoolean }) => valueBoolean !== undefined)
    ? undefined
    : `The setting ${SETTING} is a valueBoolean.`
}
