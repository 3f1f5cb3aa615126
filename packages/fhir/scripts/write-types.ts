/** Writes the TypeScript interfaces of all types. */
import { choiceName, type ElementType, type ModelRows, readElement } from '../src/model/rows.ts'

/** Larger value sets are plain strings: a union of hundreds of codes helps nobody who reads an error. */
const largestUnion = 60

const primitives: Readonly<Record<string, string>> = {
  boolean: 'boolean',
  integer: 'number',
  unsignedInt: 'number',
  positiveInt: 'number',
  decimal: 'number',
}
const texts = 'base64Binary canonical code date dateTime id instant markdown oid string time uri url uuid xhtml'.split(
  ' ',
)

const heading = `// Made by \`npm run generate -w packages/fhir\` from HL7's definitions (CC0) and src/identity. Not edited by hand.
/* FHIR R4 as TypeScript: one interface for each resource type, datatype and structure inside one. */
`

/** All interfaces as one module. */
export function typesModule(rows: ModelRows, resources: readonly string[]): string {
  const interfaces = Object.entries(rows.types).map(([path, row]) => {
    const parent = row.base === undefined ? '' : ` extends ${row.base}`
    const lines = Object.entries(row.elements).flatMap(([name, line]) => members(rows, path, name, line))
    const body = [...discriminator(path, resources), ...lines].map((member) => `${member}\n`).join('')
    return `export interface ${declaration(path)}${parent} {\n${body}}\n`
  })
  const map = resources.map((name) => `  ${name}: ${name}`).join('\n')
  return [
    heading,
    ...interfaces,
    `/** Resource type → its interface. */\nexport interface ResourceMap {\n${map}\n}\n`,
    'export type ResourceType = keyof ResourceMap\n',
  ].join('\n')
}

function discriminator(path: string, resources: readonly string[]): string[] {
  if (path === 'Resource') return ['  readonly resourceType: string']
  return resources.includes(path) ? [`  readonly resourceType: '${path}'`] : []
}

function declaration(path: string): string {
  return path === 'Reference' ? 'Reference<T extends string = string>' : interfaceName(path)
}

function interfaceName(path: string): string {
  return path
    .split('.')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')
}

function members(rows: ModelRows, path: string, name: string, line: string): string[] {
  if (path === 'Reference' && name === 'type') return ['  type?: T', '  _type?: Element']
  const element = readElement(line)
  const codes = element.binding === undefined ? undefined : rows.codes[element.binding]
  const union = codes === undefined ? undefined : codeUnion(Object.values(codes).flat())
  const single = element.types.length === 1
  return element.types.flatMap((type) => {
    const property = name.endsWith('[x]') ? choiceName(name, type.name) : name
    const optional = element.min === 0 || !single || name.endsWith('[x]') ? '?' : ''
    const of = type.name === 'code' && union !== undefined ? union : typeScriptType(type)
    return propertyLines(property, optional, of, element.many, isPrimitive(type.name) && property !== 'id')
  })
}

function propertyLines(name: string, optional: string, type: string, many: boolean, primitive: boolean): string[] {
  const value = many ? `${type.startsWith("'") ? `(${type})` : type}[]` : type
  const line = `  ${name}${optional}: ${value}`
  return primitive ? [line, `  _${name}?: ${many ? '(Element | null)[]' : 'Element'}`] : [line]
}

function codeUnion(codes: readonly string[]): string | undefined {
  return codes.length > largestUnion ? undefined : [...new Set(codes)].map((code) => `'${code}'`).join(' | ')
}

function isPrimitive(name: string): boolean {
  return name in primitives || texts.includes(name)
}

function typeScriptType({ name, targets }: ElementType): string {
  if (name === 'Reference' && targets !== undefined) {
    return `Reference<${targets.map((target) => `'${target}'`).join(' | ')}>`
  }
  if (texts.includes(name)) return 'string'
  return primitives[name] ?? interfaceName(name)
}
