import type { CapabilityStatement } from '@damson/sdk'
import { useRead } from '#api'

/** By what a type can be searched. */
export interface Parameter {
  readonly name: string
  readonly hint: string
  /** What its values are, such as `reference`. */
  readonly type?: string
}

/** What the server knows: its resource types, and by what each can be searched. */
export interface Model {
  readonly types: readonly string[]
  readonly parametersOf: (type: string) => readonly Parameter[]
}

/** Of every type, beside its own. */
const EVERY = ['_id', '_lastUpdated', '_tag', '_security', '_profile', '_source', '_compartment']

/** Of every type at once. */
const OF_ANY: readonly Parameter[] = [{ name: '_compartment', hint: '' }]

/** The model as the server states it. Nothing is offered until it is there; one can type without. */
export function useModel(): Model | undefined {
  const read = useRead<CapabilityStatement>('fhir/R4/metadata')
  const resources = read.data?.body.rest?.[0]?.resource
  if (resources === undefined) return undefined
  const parametersOf = (type: string): readonly Parameter[] => {
    if (type === '*') return OF_ANY
    const own = resources.find((one) => one.type === type)?.searchParam ?? []
    const named = own.map(({ name, documentation = '', type: of }) => ({ name, hint: documentation, type: of }))
    const others = EVERY.filter((name) => !own.some((one) => one.name === name))
    return [...named, ...others.map((name) => ({ name, hint: '' }))]
  }
  return { types: resources.map(({ type }) => type), parametersOf }
}
