type Fields = Readonly<Record<string, unknown>>

/** What a value of FHIR is in a few words: of a name its text, of a code its display, of a reference its target. */
export function summaryOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value))
    return value
      .map(summaryOf)
      .filter((text) => text !== '')
      .join(', ')
  if (typeof value !== 'object') return typeof value === 'string' ? value : JSON.stringify(value)
  const fields = value as Fields
  const known = [humanName, coded, quantity, reference, period, other].map((of) => of(fields))
  return known.find((text) => text !== undefined && text !== '') ?? ''
}

const textIn = (fields: Fields, name: string): string | undefined => {
  const value = fields[name]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

function humanName(fields: Fields): string | undefined {
  const { family, given, text } = fields
  if (family === undefined && given === undefined) return undefined
  return typeof text === 'string' ? text : [summaryOf(given).replaceAll(', ', ' '), summaryOf(family)].join(' ').trim()
}

function coded(fields: Fields): string | undefined {
  const { coding } = fields
  if (Array.isArray(coding)) return textIn(fields, 'text') ?? summaryOf(coding[0])
  return 'code' in fields && ('system' in fields || 'display' in fields) && !('value' in fields)
    ? (textIn(fields, 'display') ?? textIn(fields, 'code'))
    : undefined
}

function quantity(fields: Fields): string | undefined {
  const value = textIn(fields, 'value')
  const unit = textIn(fields, 'unit') ?? textIn(fields, 'code')
  return value === undefined || unit === undefined ? undefined : `${value} ${unit}`
}

const reference = (fields: Fields): string | undefined => textIn(fields, 'display') ?? textIn(fields, 'reference')

function period(fields: Fields): string | undefined {
  const [start, end] = [textIn(fields, 'start'), textIn(fields, 'end')]
  return start === undefined && end === undefined ? undefined : `${start ?? '…'} – ${end ?? '…'}`
}

/** A telecom, an identifier, an address: whatever says most. */
function other(fields: Fields): string | undefined {
  const said = ['text', 'value', 'display', 'name', 'url', 'line', 'city'].map((name) => summaryOf(fields[name]))
  return said.find((text) => text !== '') ?? summaryOf(Object.values(fields).find((one) => typeof one !== 'object'))
}

/** What a resource is called in lists and headings; undefined when nothing in it says so. */
export function titleOf(resource: Fields): string | undefined {
  const name = titleElementOf(resource)
  return name === undefined ? undefined : summaryOf(resource[name])
}

/** The element that says so. */
export function titleElementOf(resource: Fields): string | undefined {
  return ['name', 'title', 'code', 'type', 'description', 'status'].find((name) => summaryOf(resource[name]) !== '')
}

const FIRST = [
  'name',
  'title',
  'code',
  'status',
  'subject',
  'patient',
  'value',
  'birthDate',
  'gender',
  'category',
  'date',
]
const NEVER = new Set(['resourceType', 'id', 'meta', 'text', 'contained', 'extension', 'modifierExtension'])

/** The elements that the resources have, those first by which one knows them. */
export function elementsOf(resources: readonly Fields[]): readonly string[] {
  const names = [...new Set(resources.flatMap((one) => Object.keys(one)))].filter(
    (name) => !NEVER.has(name) && !name.startsWith('_'),
  )
  const rank = (name: string): number => {
    const at = FIRST.findIndex(
      (first) => name === first || (name.startsWith(first) && /^[A-Z]/.test(name.slice(first.length))),
    )
    return at === -1 ? FIRST.length : at
  }
  return names.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))
}

const LOCAL = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/\d+)?$/

/** The type and id of a reference to a resource of this project; undefined for any other. */
export function targetOf(text: string, fhirUrl: string): { readonly type: string; readonly id: string } | undefined {
  const relative = text.startsWith(fhirUrl) ? text.slice(fhirUrl.length) : text
  const [, type, id] = LOCAL.exec(relative) ?? []
  return type === undefined || id === undefined ? undefined : { type, id }
}
