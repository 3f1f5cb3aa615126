/** The parts of HL7's definition resources that the build reads. */
export interface StructureDefinition {
  readonly type: string
  readonly kind: 'resource' | 'complex-type' | 'primitive-type' | 'logical'
  readonly derivation?: 'specialization' | 'constraint'
  readonly baseDefinition?: string
  readonly snapshot?: { readonly element: readonly ElementDefinition[] }
}

export interface ElementDefinition {
  readonly path: string
  readonly min: number
  readonly max: string
  readonly contentReference?: string
  readonly type?: readonly TypeDefinition[]
  readonly binding?: { readonly strength: string; readonly valueSet?: string }
}

export interface TypeDefinition {
  readonly code: string
  readonly targetProfile?: readonly string[]
  readonly extension?: readonly { readonly url: string; readonly valueUrl?: string }[]
}

export interface ValueSet {
  readonly url: string
  readonly compose?: { readonly include: readonly Include[]; readonly exclude?: readonly Include[] }
}

export interface Include {
  readonly system?: string
  readonly concept?: readonly Concept[]
  readonly valueSet?: readonly string[]
  readonly filter?: readonly unknown[]
}

export interface Concept {
  readonly code: string
  readonly concept?: readonly Concept[]
}

export interface CodeSystem {
  readonly url: string
  readonly content: string
  readonly concept?: readonly Concept[]
}

export interface SearchParameter {
  readonly id: string
  readonly code: string
  readonly type: string
  readonly base?: readonly string[]
  readonly expression?: string
  readonly xpathUsage?: string
  readonly target?: readonly string[]
  readonly description: string
}

export interface CompartmentDefinition {
  readonly id: string
  readonly code: string
  readonly resource: readonly { readonly code: string; readonly param?: readonly string[] }[]
}
