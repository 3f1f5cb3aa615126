import type { Project } from '@damson/sdk'
import type { Setting } from './known.ts'

type Settings = NonNullable<Project['setting']>
export type Value = string | boolean | number | undefined

/** What a project has as a setting; undefined where the server decides. */
export function valueOf({ setting = [] }: Pick<Project, 'setting'>, name: string): Value {
  const found = setting.find((one) => one.name === name)
  return found?.valueBoolean ?? found?.valueInteger ?? found?.valueString
}

/** The project with another value of a setting, in its place; undefined or an empty text removes it. */
export function withValue<P extends Pick<Project, 'setting'>>(project: P, name: string, value: Value): P {
  const { setting = [], ...rest } = project
  const one = value === undefined || value === '' ? [] : [{ name, ...typed(value) }]
  const at = setting.findIndex((known) => known.name === name)
  const next: Settings = at === -1 ? [...setting, ...one] : setting.toSpliced(at, 1, ...one)
  return { ...rest, ...(next.length > 0 && { setting: next }) } as unknown as P
}

function typed(value: string | boolean | number): Partial<Settings[number]> {
  if (typeof value === 'boolean') return { valueBoolean: value }
  return typeof value === 'number' ? { valueInteger: value } : { valueString: value }
}

/** The words of a setting that is a list with commas. */
export function wordsOf(value: Value): readonly string[] {
  return typeof value === 'string' ? value.split(',').flatMap((word) => word.trim() || []) : []
}

/** The setting as the project has it: what Bots may use at most is for the operator to give. */
export function givenTo<S extends Setting>(setting: S, { systemSetting = [] }: Pick<Project, 'systemSetting'>): S {
  const given = setting.name.startsWith('bot') ? valueOf({ setting: systemSetting }, setting.name) : undefined
  return setting.kind === 'number' && typeof given === 'number' ? { ...setting, most: given } : setting
}

/** Whether the server takes the value for what it is. What depends on other settings, it says itself. */
export function isWithin(setting: Setting, value: Value): boolean {
  if (setting.kind !== 'number' || value === undefined) return true
  return typeof value === 'number' && Number.isInteger(value) && value >= setting.least && value <= setting.most
}

/** The settings and members of a project in which two versions differ, by their names. */
export function changesOf(before: Project, after: Project): readonly string[] {
  const settings = [before, after].map(
    ({ setting = [] }) => new Map(setting.map((one) => [one.name, JSON.stringify(one)])),
  )
  const members = [before, after].map(
    ({ setting: _setting, meta: _meta, ...rest }) =>
      new Map(Object.entries(rest).map(([k, v]) => [k, JSON.stringify(v)])),
  )
  return [...differing(members), ...differing(settings)]
}

function differing([before, after]: readonly ReadonlyMap<string, string>[]): readonly string[] {
  const names = new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])
  return [...names].filter((name) => before?.get(name) !== after?.get(name))
}
