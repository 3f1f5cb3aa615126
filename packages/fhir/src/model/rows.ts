/**
 * The compact form of the model, both the generated part (R4) and the hand-written one (identity resources).
 *
 * An element is one line: cardinality, types, required binding. `0..1 code =administrative-gender`, `0..*
 * Reference(Patient,Group)`, `0..1 boolean|dateTime` (under a name that ends in `[x]`), `0..* Patient.contact` (a
 * structure of its own, named by its path), `0..* Questionnaire.item` (also where FHIR says `contentReference`).
 */
export interface TypeRow {
  /** The type whose elements come first; absent for the roots `Resource` and `Element`. */
  readonly base?: string
  readonly elements: Readonly<Record<string, string>>
}

/** Codes of one value set by code system. */
export type CodeRow = Readonly<Record<string, readonly string[]>>

export type ParameterType =
  | 'composite'
  | 'date'
  | 'number'
  | 'quantity'
  | 'reference'
  | 'special'
  | 'string'
  | 'token'
  | 'uri'

export interface ParameterRow {
  readonly code: string
  readonly type: ParameterType
  /** The resource types that have the parameter. */
  readonly bases: readonly string[]
  /** A FHIRPath union with at least one branch for each base. */
  readonly expression: string
  /** The types that a reference may point to; absent if only the elements decide. */
  readonly targets?: readonly string[]
  /** One sentence for each base, in the order of `bases`. */
  readonly documentation: readonly string[]
}

/** Compartment type → resource type → the parameters that place a resource in it. */
export type CompartmentRows = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

export interface ModelRows {
  readonly types: Readonly<Record<string, TypeRow>>
  readonly codes: Readonly<Record<string, CodeRow>>
  readonly parameters: readonly ParameterRow[]
  readonly compartments: CompartmentRows
}

/** A parsed element line. */
export interface Element {
  readonly min: number
  readonly many: boolean
  readonly types: readonly ElementType[]
  /** The name of the value set; only its codes are allowed. */
  readonly binding?: string
}

export interface ElementType {
  readonly name: string
  /** The types that a `Reference` or `canonical` may point to; absent if it may point to any. */
  readonly targets?: readonly string[]
}

const elementLine = /^(\d)\.\.(1|\*) (\S+)(?: =(\S+))?$/

/**
 * Parses an element line.
 *
 * @throws {TypeError} When the line is malformed: a fault in the model, never in a user's input.
 */
export function readElement(line: string): Element {
  const [, min, max, types, binding] = elementLine.exec(line) ?? []
  if (min === undefined || types === undefined) throw new TypeError(`not an element line: ${line}`)
  const element = { min: Number(min), many: max === '*', types: types.split('|').map(readType) }
  return binding === undefined ? element : { ...element, binding }
}

function readType(text: string): ElementType {
  const open = text.indexOf('(')
  if (open < 0) return { name: text }
  return { name: text.slice(0, open), targets: text.slice(open + 1, -1).split(',') }
}

/** The property that holds a choice's value of this type: `value[x]` and `Quantity` make `valueQuantity`. */
export function choiceName(choice: string, type: string): string {
  return choice.slice(0, -3) + type.charAt(0).toUpperCase() + type.slice(1)
}
