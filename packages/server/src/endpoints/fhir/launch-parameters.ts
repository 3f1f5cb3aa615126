import { readReferenceText } from '@damson/fhir'
import { badRequest } from '#answers'
import { bothOf, told } from '#base/findings'
import type { FhirContextItem, LaunchContext } from '#domain/launches'
import type { FhirRequest } from './dependencies.ts'

/** The requested context of a launch. */
export interface AskedLaunch {
  /** Ids. */
  readonly patient: string | undefined
  readonly encounter: string | undefined
  readonly context: Partial<Omit<LaunchContext, 'encounter'>>
}

type Fields = Readonly<Record<string, unknown>>

const NAMES = ['patient', 'encounter', 'fhirContext', 'intent', 'need_patient_banner', 'smart_style_url', 'tenant']
const LONGEST = 2_000
const MOST_IN_CONTEXT = 20

/**
 * Reads the parameters of a launch, from the address or from a JSON object with the same names. Unknown ones are refused.
 *
 * @param baseUrls The FHIR bases of the project's resources.
 */
export function readLaunchParameters({ method, query, body }: FhirRequest, baseUrls: readonly string[]): AskedLaunch {
  const sent = method === 'GET' ? fieldsOfQuery(query) : fieldsOfBody(body, query)
  const unknown = Object.keys(sent).find((name) => !NAMES.includes(name))
  if (unknown !== undefined)
    throw badRequest(
      told`A launch does not support "${unknown.slice(0, 40)}": send only ${NAMES.join(', ')}.`,
      undefined,
      'invalid_launch',
    )
  const { patient, encounter, fhirContext, intent, need_patient_banner: banner, smart_style_url: style, tenant } = sent
  return {
    patient: readId('patient', 'Patient', patient),
    encounter: readId('encounter', 'Encounter', encounter),
    context: {
      ...(fhirContext !== undefined && { fhirContext: readFhirContext(fhirContext, baseUrls) }),
      ...(intent !== undefined && { intent: readText('intent', intent) }),
      ...(banner !== undefined && { need_patient_banner: readFlag('need_patient_banner', banner) }),
      ...(style !== undefined && { smart_style_url: readHttps('smart_style_url', style) }),
      ...(tenant !== undefined && { tenant: readText('tenant', tenant) }),
    },
  }
}

function fieldsOfQuery(query: string): Fields {
  const entries = [...new URLSearchParams(query)].filter(([name]) => name !== '_format')
  if (new Set(entries.map(([name]) => name)).size < entries.length) throw invalid('Send each parameter once', undefined)
  const { fhirContext, ...fields } = Object.fromEntries(entries)
  return { ...fields, ...(fhirContext !== undefined && { fhirContext: parsed(fhirContext) }) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw invalid('In an address, fhirContext must be a JSON array', 'fhirContext')
  }
}

function fieldsOfBody(body: unknown, query: string): Fields {
  if (body === undefined || body === null) return fieldsOfQuery(query)
  if (typeof body !== 'object' || Array.isArray(body) || 'resourceType' in body)
    throw invalid('Send a JSON object with the parameters of the launch', undefined)
  return body as Fields
}

function readId(name: string, type: string, value: unknown): string | undefined {
  if (value === undefined || value === '') return undefined
  const id = typeof value === 'string' ? value.replace(`${type}/`, '') : ''
  if (!/^[A-Za-z0-9\-.]{1,64}$/.test(id)) throw invalid(`${name} must be the id of a ${type} of this server`, name)
  return id
}

function readText(name: string, value: unknown): string {
  const isText = typeof value === 'string' && value !== '' && value.length <= LONGEST && !/\p{Cc}/u.test(value)
  if (!isText || !value.isWellFormed()) throw invalid(`${name} must be a string of at most ${LONGEST} characters`, name)
  return value
}

function readFlag(name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value
  if (value !== 'true' && value !== 'false') throw invalid(`${name} must be true or false`, name)
  return value === 'true'
}

function readHttps(name: string, value: unknown): string {
  const text = readText(name, value)
  if (!URL.canParse(text) || new URL(text).protocol !== 'https:')
    throw invalid(`${name} must be an https address`, name)
  return text
}

/** The rules of SMART App Launch 2.2 for `fhirContext`. */
function readFhirContext(value: unknown, baseUrls: readonly string[]): readonly FhirContextItem[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST_IN_CONTEXT)
    throw invalid(`fhirContext must be a list of 1 to ${MOST_IN_CONTEXT} objects`, 'fhirContext')
  return (value as readonly unknown[]).map((item) => readItem(item, baseUrls))
}

const ITEM_TEXTS = ['reference', 'canonical', 'type', 'role'] as const

function readItem(value: unknown, baseUrls: readonly string[]): FhirContextItem {
  const at = 'fhirContext'
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid('Each item of fhirContext must be an object', at)
  const item = value as Fields
  const unknown = Object.keys(item).find((name) => name !== 'identifier' && !ITEM_TEXTS.some((one) => one === name))
  if (unknown !== undefined)
    throw invalid('An item of fhirContext may have only reference, canonical, identifier, type and role', at)
  const texts = Object.fromEntries(
    ITEM_TEXTS.filter((name) => item[name] !== undefined).map((name) => [name, readText(at, item[name])]),
  )
  const identifier = item['identifier'] === undefined ? undefined : readIdentifier(item['identifier'])
  const { canonical, role = 'launch' } = texts
  const reference = texts['reference'] === undefined ? undefined : readReference(texts['reference'], baseUrls)
  if (reference === undefined && canonical === undefined && identifier === undefined)
    throw invalid('Each item of fhirContext must have a reference, a canonical or an identifier', at)
  if (role !== 'launch' && !/^[a-z][a-z0-9+.-]*:./i.test(role))
    throw invalid('A role must be "launch" or an absolute URI', at)
  const types = [reference?.split('/')[0], texts['type']]
  if (role === 'launch' && types.some((type) => type === 'Patient' || type === 'Encounter'))
    throw invalid(
      'Send Patient and Encounter as patient and encounter; in fhirContext they need a role other than "launch"',
      at,
    )
  return { ...texts, ...(reference !== undefined && { reference }), ...(identifier !== undefined && { identifier }) }
}

/** `Type/id`: access to a foreign reference cannot be decided, and apps get relative references (SMART App Launch 2.2). */
function readReference(text: string, baseUrls: readonly string[]): string {
  const at = 'fhirContext'
  const reference = readReferenceText(text, baseUrls)
  if (reference?.kind !== 'local' || text.includes('/_history/'))
    throw invalid(
      'A reference of fhirContext must be Type/id of a resource here; ' +
        'for other resources, send a canonical or an identifier',
      at,
    )
  if (reference.type === 'Binary') throw invalid('A Binary cannot be in fhirContext: send its DocumentReference', at)
  return `${reference.type}/${reference.id}`
}

function readIdentifier(value: unknown): Readonly<Record<string, string>> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
  const isKnown = entries.every(([name]) => name === 'system' || name === 'value')
  if (!isKnown || !entries.some(([name]) => name === 'value'))
    throw invalid('An identifier of fhirContext must have a value, and may have a system', 'fhirContext')
  return Object.fromEntries(entries.map(([name, text]) => [name, readText('fhirContext', text)]))
}

function invalid(text: string, expression: string | undefined): Error {
  return badRequest(bothOf(`${text}.`), expression, 'invalid_launch')
}
