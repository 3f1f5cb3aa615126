import ts from 'typescript'

/** A name that declarations promise: of a global itself, of its objects, or of what stands on it. */
export interface Promised {
  readonly global: string
  readonly on: 'global' | 'object' | 'itself'
  readonly name: string
}

/** All values that a text of global declarations promises, with their members. */
export function promisedBy(text: string): readonly Promised[] {
  const file = ts.createSourceFile('declared.d.ts', text, ts.ScriptTarget.Latest, true)
  const interfaces = new Map<string, readonly string[]>()
  for (const one of file.statements)
    if (ts.isInterfaceDeclaration(one))
      interfaces.set(one.name.text, [...(interfaces.get(one.name.text) ?? []), ...namesOf(one.members)])
  const membersOf = (type: ts.TypeNode | undefined): readonly string[] => {
    if (type === undefined) return []
    if (ts.isTypeLiteralNode(type)) return namesOf(type.members)
    return ts.isTypeReferenceNode(type) ? (interfaces.get(type.typeName.getText()) ?? []) : []
  }
  return file.statements.flatMap((one): readonly Promised[] => {
    if (ts.isFunctionDeclaration(one)) return [{ global: one.name?.text ?? '', on: 'global', name: '' }]
    if (ts.isClassDeclaration(one)) return ofClass(one)
    if (!ts.isVariableStatement(one)) return []
    return one.declarationList.declarations.flatMap(({ name, type }): readonly Promised[] => {
      const global = name.getText()
      const own = membersOf(type)
      const isClass = own.includes('prototype')
      const objects = isClass ? (interfaces.get(global) ?? []) : []
      return promises(
        global,
        own.filter((each) => each !== 'prototype'),
        objects,
      )
    })
  })
}

function ofClass(one: ts.ClassDeclaration): readonly Promised[] {
  const isStatic = (member: ts.ClassElement): boolean =>
    ts.canHaveModifiers(member) &&
    (ts.getModifiers(member) ?? []).some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword)
  const own = one.members.filter(isStatic)
  return promises(one.name?.text ?? '', namesOf(own), namesOf(one.members.filter((member) => !isStatic(member))))
}

const promises = (global: string, own: readonly string[], objects: readonly string[]): readonly Promised[] => [
  { global, on: 'global', name: '' },
  ...own.map((name) => ({ global, on: 'itself' as const, name })),
  ...objects.map((name) => ({ global, on: 'object' as const, name })),
]

function namesOf(members: readonly (ts.TypeElement | ts.ClassElement)[]): readonly string[] {
  const names = members.flatMap(({ name }) => (name === undefined ? [] : [name.getText()]))
  return [...new Set(names)]
}
