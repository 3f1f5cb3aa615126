/** References, identifiers, codes and answers, with the names of `@medplum/core`. */

import { formatCodeableConcept, formatHumanName } from './format.ts'

type Name = Parameters<typeof formatHumanName>[0]
type Coded = Parameters<typeof formatCodeableConcept>[0]

import { badRequest, OperationOutcomeError } from './outcomes.ts'

interface Element {
  readonly resourceType?: string
  readonly id?: string
  readonly reference?: string
  readonly [name: string]: unknown
}

interface Identifier {
  readonly system?: string
  value?: string
  readonly type?: { readonly coding?: readonly Coding[] }
}

interface Coding {
  readonly system?: string
  code?: string
}

interface Concept {
  coding?: Coding[]
}

interface Extension {
  readonly url?: string
  readonly extension?: readonly Extension[]
  readonly [name: string]: unknown
}

export function isObject(value: unknown): value is Element {
  return typeof value === 'object' && value !== null
}

export function isResource(value: unknown, type?: string): value is Element {
  return (
    isObject(value) && typeof value.resourceType === 'string' && (type === undefined || value.resourceType === type)
  )
}

export function isResourceWithId(value: unknown, type?: string): boolean {
  return isResource(value, type) && typeof value.id === 'string'
}

export function isReference(value: unknown, type?: string): boolean {
  if (!isObject(value) || typeof value.reference !== 'string') return false
  return type === undefined || value.reference.startsWith(`${type}/`)
}

export function getReferenceString(value: Element | undefined): string | undefined {
  if (typeof value?.reference === 'string') return value.reference
  return isResourceWithId(value) ? `${value?.resourceType}/${value?.id}` : undefined
}

export function createReference(resource: Element): { readonly reference: string; readonly display?: string } {
  const reference = getReferenceString(resource)
  // There it would become `Patient/undefined`, which refers to nobody.
  if (reference === undefined) throw new Error('A reference needs a resource that has an id: create it first.')
  const display = getDisplayString(resource)
  return display === reference ? { reference } : { reference, display }
}

export function resolveId(value: Element | undefined): string | undefined {
  return value?.resourceType === undefined ? value?.reference?.split('/')[1] : value.id
}

export function tryParseReference(reference: Element | undefined): readonly [string, string] | undefined {
  const [type, id] = reference?.reference?.split('/') ?? []
  return type && id ? [type, id] : undefined
}

export function parseReference(reference: Element | undefined): readonly [string, string] {
  if (reference?.reference === undefined)
    throw new OperationOutcomeError(badRequest('Reference missing reference property.'))
  const found = tryParseReference(reference)
  if (found === undefined) throw new OperationOutcomeError(badRequest('Unable to parse reference string.'))
  return found
}

const PEOPLE: ReadonlySet<unknown> = new Set(['Patient', 'Practitioner', 'RelatedPerson', 'Person'])

export function getDisplayString(resource: Element): string {
  const { resourceType, name, code, email, criteria, deviceName } = resource as Record<string, unknown>
  const called = PEOPLE.has(resourceType) ? formatHumanName((first(name) ?? {}) as Name) : ''
  if (called !== '') return called
  if (resourceType === 'Device' && first(deviceName) !== undefined) return String(first(deviceName)?.['name'])
  if (typeof name === 'string') return name
  const coded = isObject(code) ? formatCodeableConcept(code as Coded) : ''
  if (coded !== '') return coded
  const text = [email, criteria].find((one) => typeof one === 'string')
  return typeof text === 'string' ? text : (getReferenceString(resource) ?? '')
}

function first(list: unknown): Element | undefined {
  return Array.isArray(list) ? (list[0] as Element) : undefined
}

function identifiersOf(resource: Element): Identifier[] {
  const found = resource['identifier']
  if (found === undefined) return []
  return (Array.isArray(found) ? found : [found]) as Identifier[]
}

export function getIdentifier(resource: Element, system: string): string | undefined {
  return identifiersOf(resource).find((one) => one.system === system)?.value
}

export function getIdentifierByType(resource: Element, type: Coding): string | undefined {
  const isOf = ({ system, code }: Coding): boolean => system === type.system && code === type.code
  return identifiersOf(resource).find((one) => one.type?.coding?.some(isOf))?.value
}

export function setIdentifier(resource: Element, system: string, value: string): void {
  const known = identifiersOf(resource).find((one) => one.system === system)
  if (known !== undefined) known.value = value
  else (resource as Record<string, unknown>)['identifier'] = [...identifiersOf(resource), { system, value }]
}

export function getExtension(resource: Extension | undefined, ...urls: string[]): Extension | undefined {
  let found = resource
  for (const url of urls) found = found?.extension?.find((one) => one.url === url)
  return found
}

export function getExtensions(resource: Extension | undefined, url: string): readonly Extension[] {
  return (resource?.extension ?? []).filter((one) => one.url === url)
}

export function getExtensionValue(resource: Extension, ...urls: string[]): unknown {
  const found = getExtension(resource, ...urls)
  const name = Object.keys(found ?? {}).find((key) => key.startsWith('value'))
  return name === undefined ? undefined : found?.[name]
}

export function getCodeBySystem({ coding }: Concept, system: string): string | undefined {
  return coding?.find((one) => one.system === system)?.code
}

export function setCodeBySystem(concept: Concept, system: string, code: string): void {
  concept.coding ??= []
  const known = concept.coding.find((one) => one.system === system)
  if (known === undefined) concept.coding.push({ system, code })
  else known.code = code
}

export function findCodeBySystem(concepts: readonly Concept[] | undefined, system: string): string | undefined {
  return concepts?.map((concept) => getCodeBySystem(concept, system)).find((code) => code !== undefined)
}

export function findResourceByCode(
  resources: readonly Element[],
  code: Concept | string,
  system: string,
): Element | undefined {
  const wanted = typeof code === 'string' ? code : getCodeBySystem(code, system)
  return resources.find((one) => getCodeBySystem((one['code'] ?? {}) as Concept, system) === wanted)
}

interface Bundle {
  readonly entry?: readonly { readonly resource?: Element }[]
}

export function findResourceInBundle(bundle: Bundle, type: string, id: string): Element | undefined {
  return bundle.entry?.find(({ resource }) => resource?.resourceType === type && resource.id === id)?.resource
}

export function mapByIdentifier(bundle: Bundle, system: string): Map<string, Element> {
  const found = (bundle.entry ?? []).flatMap(({ resource }) => {
    const value = resource === undefined ? undefined : getIdentifier(resource, system)
    return resource === undefined || value === undefined ? [] : ([[value, resource]] as const)
  })
  return new Map(found)
}

interface Answered {
  readonly linkId?: string
  readonly answer?: readonly Answered[]
  readonly item?: readonly Answered[]
}

/** The last answer to each question. */
export function getQuestionnaireAnswers(response: Answered): Record<string, Answered> {
  const all = Object.entries(getAllQuestionnaireAnswers(response))
  // With several answers in one place, the first of them counts.
  const chosen = all.map(([linkId]) => [linkId, lastItem(response.item, linkId)?.answer?.[0] as Answered] as const)
  return Object.fromEntries(chosen)
}

function lastItem(items: readonly Answered[] | undefined, linkId: string): Answered | undefined {
  let found: Answered | undefined
  for (const item of items ?? []) {
    if (item.linkId === linkId && item.answer?.[0] !== undefined) found = item
    found = lastItem(item.item, linkId) ?? found
  }
  return found
}

/** All answers to each question. */
export function getAllQuestionnaireAnswers(response: Answered): Record<string, Answered[]> {
  const found: Record<string, Answered[]> = Object.create(null)
  const walk = (items: readonly Answered[] | undefined): void => {
    for (const { linkId, answer, item } of items ?? []) {
      if (linkId !== undefined && answer !== undefined && answer.length > 0)
        found[linkId] = [...(found[linkId] ?? []), ...answer]
      walk(item)
    }
  }
  walk(response.item)
  return { ...found }
}

interface Profiled {
  meta?: { profile?: string[] }
}

export function addProfileToResource<T extends Profiled>(resource: T, url: string): T {
  resource.meta ??= {}
  resource.meta.profile ??= []
  if (!resource.meta.profile.includes(url)) resource.meta.profile.push(url)
  return resource
}

export function removeProfileFromResource<T extends Profiled>(resource: T, url: string): T {
  if (resource.meta?.profile?.includes(url))
    resource.meta.profile = resource.meta.profile.filter((profile) => profile !== url)
  return resource
}

export function isCoding(value: unknown): boolean {
  return isObject(value) && typeof value['code'] === 'string'
}

export function isCodeableConcept(value: unknown): boolean {
  return isObject(value) && Array.isArray(value['coding']) && value['coding'].every(isCoding)
}

export function isQuantity(value: unknown): boolean {
  return isObject(value) && typeof value['value'] === 'number'
}
