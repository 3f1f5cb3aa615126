import type TypeScript from 'typescript'

/** The newest edition of the language that the sandbox speaks whole. */
const EDITION = 'lib.es2023.d.ts'

/** Values of the standard that the sandbox lacks. A test asks it for each other one. */
const LACKING: ReadonlySet<string> = new Set(['Atomics'])

/** The declarations of the language in one text, without what the sandbox lacks. */
export function reduceLanguage(ts: typeof TypeScript, read: (name: string) => string): string {
  return filesOf(ts, read, EDITION)
    .map((text) => withoutLacking(ts, text))
    .join('\n')
}

/** An edition and all that it builds on, each once. */
function filesOf(ts: typeof TypeScript, read: (name: string) => string, first: string): readonly string[] {
  const texts = new Map<string, string>()
  const visit = (name: string): void => {
    if (texts.has(name)) return
    texts.set(name, '')
    const text = read(name)
    for (const { fileName } of ts.preProcessFile(text).libReferenceDirectives) visit(`lib.${fileName}.d.ts`)
    texts.set(name, text.replaceAll(/^\/\/\/ <reference .*\n/gm, ''))
  }
  visit(first)
  return [...texts.values()]
}

function withoutLacking(ts: typeof TypeScript, text: string): string {
  const file = ts.createSourceFile('lib.d.ts', text, ts.ScriptTarget.Latest)
  return file.statements.flatMap((one) => keptOf(ts, file, one) ?? []).join('')
}

/** A statement with the comments before it, as far as the sandbox has it. */
function keptOf(ts: typeof TypeScript, file: TypeScript.SourceFile, one: TypeScript.Statement): string | undefined {
  const textOf = (nodes: readonly TypeScript.Node[]): string => nodes.map((node) => node.getFullText(file)).join('')
  // Methods of the language name its types; it has no values.
  if (ts.isModuleDeclaration(one) && one.name.text === 'Intl' && one.body !== undefined && ts.isModuleBlock(one.body)) {
    const isValue = (inner: TypeScript.Statement): boolean =>
      ts.isVariableStatement(inner) || ts.isFunctionDeclaration(inner)
    return `\ndeclare namespace Intl {${textOf(one.body.statements.filter((inner) => !isValue(inner)))}\n}`
  }
  // What the last match was, such as `RegExp.$1`.
  if (ts.isInterfaceDeclaration(one) && one.name.text === 'RegExpConstructor') {
    const isOfLastMatch = ({ name }: TypeScript.TypeElement): boolean =>
      name !== undefined && ts.isStringLiteral(name) && name.text !== 'prototype'
    return `\ninterface RegExpConstructor {${textOf(one.members.filter((member) => !isOfLastMatch(member)))}\n}`
  }
  const name = nameOf(ts, one)
  return name !== undefined && LACKING.has(name) ? undefined : one.getFullText(file)
}

/** The name of a value; types of the same name stay, since others name them. */
function nameOf(ts: typeof TypeScript, one: TypeScript.Statement): string | undefined {
  if (ts.isFunctionDeclaration(one)) return one.name?.text
  if (!ts.isVariableStatement(one)) return undefined
  const [declared] = one.declarationList.declarations
  return declared !== undefined && ts.isIdentifier(declared.name) ? declared.name.text : undefined
}
