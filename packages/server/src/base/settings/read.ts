import type { z } from 'zod'
import { resolveReference } from './reference.ts'

/** A module's settings by module name; the module named '' has settings without a module in their names. */
export type SettingsShape = Readonly<Record<string, z.ZodObject>>

export interface SettingsSources {
  readonly env: Readonly<Record<string, string | undefined>>
  /** The parsed JSON file named by `DAMSON_CONFIG`, if any. */
  readonly file?: unknown
}

export interface SettingsProblem {
  /** The variable's name, even if the value came from the file. */
  readonly setting: string
  readonly sentence: string
}

type SettingsOf<S extends SettingsShape> = { readonly [M in keyof S]: Readonly<z.infer<S[M]>> }

/** Variables outside of any module: the file's location, and the store's address under its usual name. */
const OTHER_VARIABLES: Readonly<Record<string, { readonly module: string; readonly key: string } | undefined>> = {
  DAMSON_CONFIG: undefined,
  DATABASE_URL: { module: '', key: 'databaseUrl' },
}

/**
 * Reads every module's settings. The environment overrides the file. An unknown variable that begins with `DAMSON_` is a
 * problem, and so is an unknown key in the file.
 */
export function readSettings<S extends SettingsShape>(
  shape: S,
  sources: SettingsSources,
): { readonly settings?: SettingsOf<S>; readonly problems: readonly SettingsProblem[] } {
  const problems: SettingsProblem[] = []
  const given = fromFile(shape, sources.file, problems)
  takeEnvironment(shape, sources.env, given, problems)
  const settings: Record<string, unknown> = {}
  for (const [module, schema] of Object.entries(shape)) {
    const parsed = schema.safeParse(resolved(module, given[module] ?? {}, sources.env, problems))
    if (parsed.success) settings[module] = Object.freeze(parsed.data)
    else problems.push(...parsed.error.issues.map((issue) => sentenceOf(module, issue)))
  }
  return problems.length > 0 ? { problems } : { settings: Object.freeze(settings) as SettingsOf<S>, problems }
}

/** `accessTokenSeconds` of the module `tokens` is `DAMSON_TOKENS_ACCESS_TOKEN_SECONDS`. */
export function variableName(module: string, key: string): string {
  if (module === '' && key === 'databaseUrl') return 'DATABASE_URL'
  const words = key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()
  return module === '' ? `DAMSON_${words}` : `DAMSON_${module.toUpperCase()}_${words}`
}

type Given = Record<string, Record<string, unknown>>

function fromFile(shape: SettingsShape, file: unknown, problems: SettingsProblem[]): Given {
  const given: Given = {}
  if (file === undefined) return given
  if (typeof file !== 'object' || file === null || Array.isArray(file)) {
    problems.push({ setting: 'DAMSON_CONFIG', sentence: 'the configuration file must hold one JSON object' })
    return given
  }
  for (const [key, value] of Object.entries(file)) {
    if (key !== '' && Object.hasOwn(shape, key)) {
      const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
      if (isObject) given[key] = { ...given[key], ...value }
      else
        problems.push({
          setting: 'DAMSON_CONFIG',
          sentence: `"${key}" in the configuration file must be an object`,
        })
    } else given[''] = { ...given[''], [key]: value }
  }
  return given
}

function takeEnvironment(
  shape: SettingsShape,
  env: SettingsSources['env'],
  given: Given,
  problems: SettingsProblem[],
): void {
  const known = new Map<string, { module: string; key: string }>()
  for (const [module, schema] of Object.entries(shape)) {
    for (const key of Object.keys(schema.shape)) known.set(variableName(module, key), { module, key })
  }
  for (const [name, value] of Object.entries(env)) {
    const isOther = Object.hasOwn(OTHER_VARIABLES, name)
    if (value === undefined || (!name.startsWith('DAMSON_') && !isOther)) continue
    const variable = isOther ? OTHER_VARIABLES[name] : known.get(name)
    if (variable !== undefined) given[variable.module] = { ...given[variable.module], [variable.key]: value }
    else if (!isOther)
      problems.push({
        setting: name,
        sentence: `${name} is not a setting; see the list in docs or \`npm run doctor\``,
      })
  }
}

function resolved(
  module: string,
  values: Record<string, unknown>,
  env: SettingsSources['env'],
  problems: SettingsProblem[],
): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(values)) {
    try {
      out[key] = typeof value === 'string' ? resolveReference(value, env) : value
    } catch (error) {
      problems.push({
        setting: variableName(module, key),
        sentence: `${variableName(module, key)}: ${error instanceof Error ? error.message : 'cannot be read'}`,
      })
    }
  }
  return out
}

function sentenceOf(module: string, issue: z.core.$ZodIssue): SettingsProblem {
  const [key] = issue.path
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((name) => (module === '' ? name : `${module}.${name}`)).join(', ')
    return { setting: 'DAMSON_CONFIG', sentence: `${names} in the configuration file is not a setting` }
  }
  const name = variableName(module, String(key ?? ''))
  return { setting: name, sentence: `${name}: ${issue.message}` }
}
