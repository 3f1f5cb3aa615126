/** Expands the value sets of required bindings. */
import type { CodeRow } from '../src/model/rows.ts'
import type { CodeSystem, Concept, Include, ValueSet } from './definitions.ts'
import { resourcesOf } from './package-files.ts'

const valueSets = new Map(resourcesOf<ValueSet>('ValueSet').map((set) => [set.url, set]))
const codeSystems = new Map(resourcesOf<CodeSystem>('CodeSystem').map((system) => [system.url, system]))

/** The codes of a value set by system, or undefined when the package cannot enumerate them (UCUM, MIME types …). */
export function expandValueSet(canonical: string): CodeRow | undefined {
  const set = valueSets.get(withoutVersion(canonical))
  if (set?.compose === undefined || set.compose.exclude !== undefined) return undefined
  const codes = new Map<string, Set<string>>()
  for (const include of set.compose.include) {
    if (!addInclude(codes, include)) return undefined
  }
  return Object.fromEntries([...codes].map(([system, list]) => [system, [...list]]))
}

/** The short name under which the model knows a value set. */
export function valueSetName(canonical: string): string {
  return withoutVersion(canonical).split('/').pop() ?? canonical
}

function addInclude(codes: Map<string, Set<string>>, include: Include): boolean {
  if (include.filter !== undefined) return false
  for (const canonical of include.valueSet ?? []) {
    const inner = expandValueSet(canonical)
    if (inner === undefined) return false
    for (const [system, list] of Object.entries(inner)) add(codes, system, list)
  }
  if (include.system === undefined) return true
  const concepts = include.concept ?? completeConcepts(include.system)
  if (concepts === undefined) return false
  add(codes, include.system, concepts.flatMap(allCodes))
  return true
}

function completeConcepts(system: string): readonly Concept[] | undefined {
  const found = codeSystems.get(system)
  return found?.content === 'complete' ? found.concept : undefined
}

function allCodes(concept: Concept): string[] {
  return [concept.code, ...(concept.concept ?? []).flatMap(allCodes)]
}

function add(codes: Map<string, Set<string>>, system: string, list: readonly string[]): void {
  const present = codes.get(system) ?? new Set()
  for (const code of list) present.add(code)
  codes.set(system, present)
}

function withoutVersion(canonical: string): string {
  return canonical.split('|')[0] ?? canonical
}
