import type { Parameters } from '@damson/sdk'

type Parameter = NonNullable<Parameters['parameter']>[number]
export type Parts = readonly Parameter[]

/** The parts with a name. */
export const all = (parts: Parts, name: string): readonly Parts[] =>
  parts.filter((one) => one.name === name).map(({ part }) => part ?? [])

export const first = (parts: Parts, name: string): Parts | undefined => all(parts, name)[0]

const named = (parts: Parts, name: string): Parameter | undefined => parts.find((one) => one.name === name)

/** The value of a part, whatever its type; undefined without one. */
export function text(parts: Parts, name: string): string | undefined {
  return texts(parts, name)[0]
}

export function texts(parts: Parts, name: string): readonly string[] {
  return parts
    .filter((one) => one.name === name)
    .flatMap(({ valueString, valueCode, valueInteger }) => valueString ?? valueCode ?? valueInteger?.toString() ?? [])
}

export const flag = (parts: Parts, name: string): boolean | undefined => named(parts, name)?.valueBoolean

export const reference = (parts: Parts, name: string): Parameter['valueReference'] => named(parts, name)?.valueReference
