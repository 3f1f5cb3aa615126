/** What a filter of the audit is about. */
export type Kind = 'person' | 'patient' | 'app'

/** The types that each filter takes. Of an id alone, the first of them may be meant. */
const TYPES: Readonly<Record<Kind, readonly string[]>> = {
  person: ['Practitioner', 'Patient', 'RelatedPerson', 'ClientApplication', 'Bot', 'User'],
  patient: ['Patient'],
  app: ['ClientApplication'],
}
const PEOPLE = 3

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const REFERENCE = /(?:^|\/)([A-Za-z]+)\/([A-Za-z0-9.-]{1,64})(?:\/_history\/[^/]*)?\/?$/

/** Views of this console at whose addresses an id stands. */
const VIEWS: Readonly<Record<string, string>> = { apps: 'ClientApplication', devices: 'ClientApplication', bots: 'Bot' }

/** The references that a typed text may mean: one for a reference or an address, several for an id alone, none for a name. */
export function referencesIn(of: Kind, typed: string): readonly string[] {
  const text = typed.trim().split(/[?#]/)[0] ?? ''
  const types = TYPES[of]
  if (ID.test(text)) return types.slice(0, PEOPLE).map((type) => `${type}/${text.toLowerCase()}`)
  const [, where = '', id = ''] = REFERENCE.exec(text) ?? []
  const type = Object.hasOwn(VIEWS, where) ? (VIEWS[where] ?? '') : where
  return types.includes(type) ? [`${type}/${id}`] : []
}
