import type TypeScript from 'typescript'
import { CLIENT, HELPERS } from './given.ts'

const HEAD = '// Copyright Orangebot, Inc. and Medplum contributors, Apache-2.0. Changed: reduced to what Bots get.\n'
const CLIENT_CLASS = 'MedplumClient'
/** Answers of Bots are sent at once. */
const STREAM = /\n *(?:\/\*\*[^*]*\*\/)?\s*readonly responseStream\?: \w+;/
/** Types of packages that no Bot has. */
const ELSEWHERE = /^import type \{ (?<name>\w+)(?: as \w+)? \} from '(?!@medplum\/)[^']+';$/gm

/**
 * The declarations of `@medplum/core` with the values alone that Bots get. All types stay. A class that is not given stays as
 * the type of its objects: naming it as a value is an error at its place, as it is one when the Bot runs.
 */
export function reduceCore(ts: typeof TypeScript, given: string): string {
  const text = given.replaceAll(ELSEWHERE, 'type $<name> = unknown;').replace(STREAM, '')
  const file = ts.createSourceFile('core.d.ts', text, ts.ScriptTarget.Latest, true)
  const aliases = new Map(file.statements.flatMap((one) => aliasesOf(ts, one)))
  const isGiven = (name: string): boolean => HELPERS.includes(aliases.get(name) ?? name)
  const named = valuesNamedInTypes(ts, file)
  const typesOnly: string[] = []
  const kept = file.statements.flatMap((one) => {
    if (ts.isExportDeclaration(one)) return exportOf(ts, one)
    const name = nameOf(ts, one)
    if (name === undefined || isGiven(name)) return one.getFullText(file)
    if (ts.isClassDeclaration(one)) {
      typesOnly.push(name)
      return unexported(name === CLIENT_CLASS ? clientOf(ts, one) : one.getFullText(file))
    }
    return named.has(name) ? unexported(one.getFullText(file)) : []
  })
  const own = typesOnly.filter((name) => !aliases.has(name))
  return `${HEAD}${kept.join('')}\nexport type { ${own.join(', ')} }\n`
}

/** The name of a value that a statement declares. */
function nameOf(ts: typeof TypeScript, one: TypeScript.Statement): string | undefined {
  if (ts.isFunctionDeclaration(one) || ts.isClassDeclaration(one)) return one.name?.text
  if (!ts.isVariableStatement(one)) return undefined
  const [declared] = one.declarationList.declarations
  return declared?.name.getText()
}

const unexported = (text: string): string => text.replace(/^ ?export declare /m, 'declare ')

/** Names within the file, by which they are exported. */
function aliasesOf(ts: typeof TypeScript, one: TypeScript.Statement): readonly (readonly [string, string])[] {
  return elementsOf(ts, one).map(({ name, propertyName }) => [(propertyName ?? name).text, name.text] as const)
}

function elementsOf(ts: typeof TypeScript, one: TypeScript.Statement): readonly TypeScript.ExportSpecifier[] {
  const isNamed = ts.isExportDeclaration(one) && one.exportClause !== undefined && ts.isNamedExports(one.exportClause)
  return isNamed && one.exportClause !== undefined && ts.isNamedExports(one.exportClause)
    ? one.exportClause.elements
    : []
}

function exportOf(ts: typeof TypeScript, one: TypeScript.ExportDeclaration): string {
  return elementsOf(ts, one)
    .map((each) => `\nexport ${HELPERS.includes(each.name.text) ? '' : 'type '}{ ${each.getText()} }`)
    .join('')
}

/** Values whose types are named: `typeof name`, or `name` as the key of a member. */
function valuesNamedInTypes(ts: typeof TypeScript, file: TypeScript.SourceFile): ReadonlySet<string> {
  const found = new Set<string>()
  const visit = (node: TypeScript.Node): void => {
    if (ts.isTypeQueryNode(node)) found.add(node.exprName.getText().split('.')[0] ?? '')
    if (ts.isComputedPropertyName(node)) found.add(node.expression.getText())
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

/** The client with the members that Bots get. */
function clientOf(ts: typeof TypeScript, one: TypeScript.ClassDeclaration): string {
  const kept = one.members.filter(
    ({ name }) => name !== undefined && ts.isIdentifier(name) && CLIENT.includes(name.text),
  )
  return `
/** What a Bot gets as \`client\`. Its requests go to the server's own \`fhir/R4\`, with the rights of the Bot. */
export declare class ${CLIENT_CLASS} {
${kept.map((member) => member.getFullText()).join('')}
}
`.replaceAll('ReadablePromise<', 'Promise<')
}
