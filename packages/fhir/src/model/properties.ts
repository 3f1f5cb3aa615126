/** The properties that a JSON object of a type may have. */
import { typeRow } from './model.ts'
import { choiceName, readElement } from './rows.ts'

/** One property of a JSON object: an element, or one type of a choice. */
export interface Property {
  /** As in JSON: `valueQuantity`. */
  readonly name: string
  /** As in FHIRPath: `value`. The same as `name` unless the element is a choice. */
  readonly element: string
  readonly type: string
  /** The types that a reference may point to; absent if it may point to any. */
  readonly targets?: readonly string[]
  readonly binding?: string
  readonly many: boolean
  readonly required: boolean
}

const cache = new Map<string, ReadonlyMap<string, Property>>()

/** The properties of a type by name, with those of its base types first. */
export function propertiesOf(type: string): ReadonlyMap<string, Property> {
  const known = cache.get(type)
  if (known !== undefined) return known
  const row = typeRow(type)
  const properties = new Map<string, Property>(row.base === undefined ? [] : propertiesOf(row.base))
  for (const [name, line] of Object.entries(row.elements)) {
    for (const property of propertiesFor(name, line)) properties.set(property.name, property)
  }
  cache.set(type, properties)
  return properties
}

function propertiesFor(name: string, line: string): Property[] {
  const { min, many, types, binding } = readElement(line)
  const choice = name.endsWith('[x]')
  const properties: Property[] = []
  for (const type of types) {
    properties.push({
      name: choice ? choiceName(name, type.name) : name,
      element: choice ? name.slice(0, -3) : name,
      type: type.name,
      ...(type.targets !== undefined && { targets: type.targets }),
      ...(binding !== undefined && { binding }),
      many,
      required: min > 0,
    })
  }
  return properties
}
