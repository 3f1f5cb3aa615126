import type { AccessPolicy } from '@damson/sdk'
import { isSame } from '../../../parts/same.ts'
import type { Access, Held } from './policies-held.ts'

/** A value for a placeholder of a policy. */
export type Parameter = NonNullable<Held['parameter']>[number]
/** `other`: it says something that the form does not show. It stays as it is, and can be removed. */
export type ParameterKind = 'text' | 'reference' | 'other'
export type ParameterProblem = 'name' | 'reserved' | 'twice' | 'empty' | 'long' | 'reference' | 'patient'

/** As the server reads them: as a whole value of a criteria, `%25` being a percent sign. */
const PLACEHOLDER = /%([A-Za-z][A-Za-z0-9_-]*)(\.id)?(?=$|[&,"])/g
const NAME = /^[A-Za-z][A-Za-z0-9_-]*$/
const REFERENCE = /^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/
const MOST_CHARACTERS = 1_000
/** As many as the server takes of a membership. */
export const MOST_POLICIES = 20

export function kindOf(parameter: Parameter): ParameterKind {
  const { name: _name, valueString, valueReference, ...more } = parameter
  const isMore = Object.values(more).some((value) => value !== undefined)
  if (isMore || (valueString !== undefined && valueReference !== undefined)) return 'other'
  if (valueReference === undefined) return 'text'
  const { reference, display: _display, type: _type, ...rest } = valueReference
  return reference !== undefined && Object.values(rest).every((value) => value === undefined) ? 'reference' : 'other'
}

export const valueOf = ({ valueString, valueReference }: Parameter): string =>
  valueString ?? valueReference?.reference ?? ''

export const parameterOf = (name: string, kind: Exclude<ParameterKind, 'other'>, value: string): Parameter =>
  kind === 'text' ? { name, valueString: value } : { name, valueReference: { reference: value } }

interface Placeholder {
  readonly name: string
  readonly kind: Exclude<ParameterKind, 'other'>
}

/** The names whose values a policy needs of the membership. The profile is always its own. */
export function placeholdersOf(
  policy: Pick<AccessPolicy, 'resource' | 'compartment'> | undefined,
): readonly Placeholder[] {
  const found = new Map<string, Placeholder>()
  const text = JSON.stringify([policy?.compartment, policy?.resource])
  for (const [, name = '', id] of text.matchAll(PLACEHOLDER)) {
    if (name === 'profile') continue
    const isReference = id !== undefined || name === 'patient' || found.get(name)?.kind === 'reference'
    found.set(name, { name, kind: isReference ? 'reference' : 'text' })
  }
  return [...found.values()]
}

/** Why a value would bind nothing; undefined where it does. What the form does not show is not judged. */
export function parameterProblem(parameter: Parameter, all: readonly Parameter[]): ParameterProblem | undefined {
  const { name } = parameter
  const [kind, value] = [kindOf(parameter), valueOf(parameter)]
  if (kind === 'other') return undefined
  if (!NAME.test(name)) return 'name'
  if (name === 'profile') return 'reserved'
  if (all.filter((one) => one.name === name).length > 1) return 'twice'
  if (value.trim() === '') return 'empty'
  if (value.length > MOST_CHARACTERS) return 'long'
  if (kind === 'reference' && !REFERENCE.test(value)) return 'reference'
  return name === 'patient' && !/^Patient\/./.test(value) ? 'patient' : undefined
}

const isFit = ({ policy: { reference = '' }, parameter = [] }: Held): boolean =>
  reference !== '' && parameter.every((one) => parameterProblem(one, parameter) === undefined)

/** Whether policies can be saved: those that are there already are not judged anew. */
export const areFit = (more: Access, before: Access): boolean =>
  more.length <= MOST_POLICIES && more.every((one) => isFit(one) || before.some((held) => isSame(held, one)))
