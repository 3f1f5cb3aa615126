import { isResourceScope, parseScope, type SmartPermission, type SmartScope } from '@damson/access'

/** What a resource scope lets an app do, in plain words. */
export interface ScopeInWords {
  readonly scope: string
  readonly may: string
  readonly more: string
}

/** For whom a scope of the level `patient` is: the person who reads this, or somebody whom they chose. */
export type About = { readonly self: true } | { readonly self: false; readonly name: string }

/** The resource scopes of a scope string, in the words of the consent page. */
export function scopesInWords(scope: string, about: About): readonly ScopeInWords[] {
  return scope
    .split(' ')
    .filter(isResourceScope)
    .flatMap((text) => {
      const parsed = parseScope(text)
      return parsed.ok ? [{ scope: text, ...inWords(parsed.value, about) }] : []
    })
}

function inWords(scope: SmartScope, about: About): Omit<ScopeInWords, 'scope'> {
  const { qualifier, rest } = demandsOf(scope)
  const things = qualifier === undefined ? nounOf(scope) : `${qualifier} ${nounOf(scope)}`
  const whose = scope.level !== 'patient' ? '' : about.self ? 'your ' : `${possessive(about.name)} `
  const more =
    scope.level === 'patient'
      ? about.self
        ? 'Of your own record alone'
        : `Of the record of ${about.name} alone`
      : 'Of everybody whose records you may open yourself'
  const only = rest.length === 0 ? '' : `, where ${rest.join(' and ')}`
  return { may: `${verbsOf(scope.permissions)} ${whose}${things}${only}`, more }
}

const VERBS: readonly (readonly [letters: readonly SmartPermission[], verb: string])[] = [
  [['r', 's'], 'read'],
  [['c'], 'add'],
  [['u'], 'change'],
  [['d'], 'delete'],
]

/** Reading and searching are one thing to a person: both show records. */
function verbsOf(permissions: readonly SmartPermission[]): string {
  const verbs = VERBS.filter(([letters]) => letters.some((one) => permissions.includes(one))).map(([, verb]) => verb)
  const list = listed(verbs, 'and')
  return list.charAt(0).toUpperCase() + list.slice(1)
}

function listed(words: readonly string[], joint: 'and' | 'or'): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} ${joint} ${last}`
}

/** Where the name of the type would not tell a patient what it is. */
const NOUNS: Readonly<Record<string, string>> = {
  '*': 'records of every kind',
  Patient: 'personal details',
  Observation: 'observations',
  Condition: 'diagnoses and health problems',
  AllergyIntolerance: 'allergies',
  MedicationRequest: 'prescriptions',
  MedicationStatement: 'medications taken',
  MedicationAdministration: 'medications given',
  MedicationDispense: 'medications handed out',
  Immunization: 'vaccinations',
  Procedure: 'procedures',
  DiagnosticReport: 'test reports',
  DocumentReference: 'documents',
  Binary: 'files',
  Media: 'pictures and recordings',
  Encounter: 'visits',
  Appointment: 'appointments',
  CarePlan: 'care plans',
  CareTeam: 'care teams',
  Goal: 'health goals',
  ServiceRequest: 'orders',
  QuestionnaireResponse: 'answers to questionnaires',
  Coverage: 'insurance',
  ExplanationOfBenefit: 'insurance statements',
  Communication: 'messages',
  Consent: 'consents',
  RelatedPerson: 'family and carers',
  Practitioner: 'clinicians and staff',
  FamilyMemberHistory: 'family history',
}

function nounOf({ resourceType }: SmartScope): string {
  if (Object.hasOwn(NOUNS, resourceType)) return NOUNS[resourceType] ?? resourceType
  return `${resourceType.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()} records`
}

/** One category stands before the noun; all other demands follow it. */
function demandsOf({ query }: SmartScope): {
  readonly qualifier: string | undefined
  readonly rest: readonly string[]
} {
  const pairs = query.map((text) => {
    const at = text.indexOf('=')
    const values = text
      .slice(at + 1)
      .split(',')
      .map((value) => wordOf(value))
    return { name: text.slice(0, at), values }
  })
  const category = pairs.find(({ name, values }) => name === 'category' && values.length === 1)
  const rest = pairs
    .filter((pair) => pair !== category)
    .map(({ name, values }) => {
      const [parameter = '', modifier] = name.split(':')
      const what = listed(values, 'or')
      if (modifier === 'missing') return `${parameter} is ${what === 'true' ? 'missing' : 'given'}`
      return `${parameter} is ${modifier === 'not' ? 'not ' : ''}${what}`
    })
  return { qualifier: category?.values[0]?.replaceAll('-', ' '), rest }
}

/** The code of `system|code`: what a person can read of it. */
function wordOf(value: string): string {
  const code = value.slice(value.lastIndexOf('|') + 1)
  return decodeURIComponent(code === '' ? value : code).replaceAll(/\\(?=[\\,|$])/g, '')
}

function possessive(name: string): string {
  return `${name}’s`
}
