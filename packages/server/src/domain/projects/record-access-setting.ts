import type { Project } from '@damson/fhir'

/** What patients learn about who looked at their record: the roles, or the names too. */
export type Disclosure = 'roles' | 'names'

const SETTING = 'recordAccess'

/** Undefined: the project does not tell patients who looked. */
export function recordAccessOf({ setting = [] }: Pick<Project, 'setting'>): Disclosure | undefined {
  const value = setting.find(({ name }) => name === SETTING)?.valueString
  return value === 'roles' || value === 'names' ? value : undefined
}

/** What is wrong with the setting; undefined if nothing is. */
export function recordAccessProblem({ setting = [] }: Pick<Project, 'setting'>): string | undefined {
  const found = setting.filter(({ name }) => name === SETTING)
  if (found.length > 1) return `The setting ${SETTING} occurs twice: remove one.`
  return found.every(({ valueString }) => valueString === 'roles' || valueString === 'names')
    ? undefined
    : `The setting ${SETTING} is a valueString, roles or names. Without it, patients are not told who looked.`
}
