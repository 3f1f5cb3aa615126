import type { CapabilityStatement } from '@damson/sdk'
import { useRead } from '#api'

/** What the server knows: its resource types, and by what each can be searched. */
export interface Model {
  readonly types: readonly string[]
  readonly parametersOf: (type: string) => readonly { readonly name: string; readonly hint: string }[]
}

/** Of every type, beside its own. */
const EVERY = ['_id', '_lastUpdated', '_tag', '_security', '_profile', '_source', '_compartment']

/** The model as the server states it. Nothing is offered until it is there; one can type without. */
export function useModel(): Model | undefined {
  const read = useRead<CapabilityStatement>('fhir/R4/metadata')
  const resources = read.data?.body.rest?.[0]?.resource
  if (resources === undefined) return undefined
  return {
    types: resources.map(({ type }) => type),
    parametersOf: (type) => [
      ...(resources.find((one) => one.type === type)?.searchParam ?? []).map(({ name, documentation }) => ({
        name,
        hint: documentation ?? '',
      })),
      ...EVERY.map((name) => ({ name, hint: '' })),
    ],
  }
}
