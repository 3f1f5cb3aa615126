import type { NamedProps } from '#parts'

/** A part of an answer of the operations on Bots. */
interface Part {
  readonly name: string
  readonly valueString?: string
  readonly valueInteger?: number
  readonly valueBoolean?: boolean
  readonly valueInstant?: string
  readonly valueId?: string
  readonly valueCode?: string
  readonly valueReference?: { readonly reference?: string; readonly display?: string }
  readonly part?: readonly Part[]
}

export interface Parameters {
  readonly parameter?: readonly Part[]
}

const partsOf = ({ parameter = [] }: Parameters, name: string): readonly (readonly Part[])[] =>
  parameter.flatMap((one) => (one.name === name ? [one.part ?? []] : []))

const find = (parts: readonly Part[], name: string): Part | undefined => parts.find((one) => one.name === name)

function namedIn(part: Part | undefined): NamedProps | undefined {
  const { reference, display } = part?.valueReference ?? {}
  return reference === undefined ? undefined : { reference, name: display }
}

/** The Bot acts for people, and the person is no owner, who alone changes it. */
export const needsOwner = ({ parameter = [] }: Parameters): boolean =>
  find(parameter, 'needsOwner')?.valueBoolean === true

/** A version of a Bot's code. */
export interface Version {
  readonly number: number
  readonly isActive: boolean
  /** The file that has the handler. */
  readonly entry: string
  readonly deployedAt: string
  readonly deployedBy: NamedProps | undefined
}

export function versionsIn(body: Parameters): readonly Version[] {
  return partsOf(body, 'version').map((parts) => ({
    number: find(parts, 'number')?.valueInteger ?? 0,
    isActive: find(parts, 'active')?.valueBoolean === true,
    entry: find(parts, 'entry')?.valueString ?? '',
    deployedAt: find(parts, 'deployedAt')?.valueInstant ?? '',
    deployedBy: namedIn(find(parts, 'deployedBy')),
  }))
}

/** The files of a version by their names. */
export type Files = Readonly<Record<string, string>>

export function filesIn(body: Parameters): Files {
  return Object.fromEntries(
    partsOf(body, 'file').map((parts) => [
      find(parts, 'name')?.valueString ?? '',
      find(parts, 'text')?.valueString ?? '',
    ]),
  )
}

/** All files one after the other, to compare versions. */
export const textOf = (files: Files): string =>
  Object.keys(files)
    .sort()
    .map((name) => `// ${name}\n${files[name] ?? ''}`)
    .join('\n')

/** One run of a Bot, and what it logged. */
export interface Run {
  readonly id: string
  readonly at: string
  readonly outcome: string
  readonly trace: string
  readonly requester: NamedProps | undefined
  readonly error: string | undefined
  readonly stack: string | undefined
  readonly lines: readonly { readonly level: string; readonly text: string }[]
}

const LEVELS = new Set(['log', 'info', 'warn', 'error', 'debug'])

export function runsIn(body: Parameters): readonly Run[] {
  return partsOf(body, 'run').map((parts) => {
    const outcome = find(parts, 'outcome')?.valueCode ?? ''
    const texts = parts.flatMap(({ name, valueString }) =>
      LEVELS.has(name) && valueString !== undefined ? [{ level: name, text: valueString }] : [],
    )
    // Why it failed comes first, under a name that lines of the log have too.
    const why = outcome === 'ok' ? undefined : texts.find(({ level }) => level === 'error')
    return {
      id: find(parts, 'id')?.valueId ?? '',
      at: find(parts, 'at')?.valueInstant ?? '',
      outcome,
      trace: find(parts, 'trace')?.valueId ?? '',
      requester: namedIn(find(parts, 'requester')),
      error: why?.text,
      stack: find(parts, 'stack')?.valueString,
      lines: texts.filter((one) => one !== why),
    }
  })
}
