import type { NamedProps } from '#parts'

/** What an AuditEvent tells, as the console shows it. */
export interface Told {
  readonly id: string
  readonly at: string
  /** The kind of event: `login.failed`, `fhir.read`. */
  readonly kind: string
  readonly isRefused: boolean
  readonly reason: string | undefined
  readonly who: NamedProps | undefined
  readonly app: NamedProps | undefined
  /** For whom a client acted. */
  readonly actedFor: NamedProps | undefined
  readonly what: NamedProps | undefined
  /** Of the resource that it is about, if the event says which. */
  readonly version: string | undefined
  readonly patient: NamedProps | undefined
  readonly address: string | undefined
  readonly browser: string | undefined
  readonly account: string | undefined
  readonly query: string | undefined
  readonly trace: string | undefined
}

interface Reference {
  readonly reference?: string
  readonly display?: string
}

/** An AuditEvent as this server renders it. */
export interface AuditEvent {
  readonly id: string
  readonly recorded: string
  readonly outcome?: string
  readonly outcomeDesc?: string
  readonly extension?: readonly { readonly url: string; readonly valueId?: string }[]
  readonly subtype?: readonly { readonly system?: string; readonly code?: string }[]
  readonly agent?: readonly {
    readonly requestor?: boolean
    readonly who?: Reference
    readonly type?: { readonly coding?: readonly { readonly system?: string; readonly code?: string }[] }
    readonly name?: string
    readonly altId?: string
    readonly network?: { readonly address?: string }
  }[]
  readonly entity?: readonly {
    readonly what?: Reference
    readonly name?: string
    readonly query?: string
    readonly type?: { readonly code?: string }
  }[]
}

/** A page of them, by `_names=true` with the names of whom they tell. */
export interface Searchset {
  readonly entry?: readonly { readonly resource: AuditEvent }[]
  readonly link?: readonly { readonly relation: string; readonly url: string }[]
}

export const toldIn = ({ entry = [] }: Searchset): readonly Told[] => entry.map(({ resource }) => toldOf(resource))

const OWN = 'urn:damson:audit-event'
const TRACE = 'urn:damson:trace'
const PATIENT = '1'
const APPLICATION = '110150'

export function toldOf(event: AuditEvent): Told {
  const { id, recorded, outcome, outcomeDesc, extension = [], agent = [], entity = [] } = event
  const [main, ...others] = agent
  const other = (is: (system: string, code: string) => boolean): NamedProps | undefined =>
    namedOf(others.find(({ type }) => type?.coding?.some(({ system = '', code = '' }) => is(system, code)))?.who)
  const what = entity.find(
    (one) => one.type?.code !== PATIENT && (one.what?.reference !== undefined || one.name !== undefined),
  )
  const patient = entity.find((one) => one.type?.code === PATIENT)?.what ?? patientIn(what?.what)
  return {
    id,
    at: recorded,
    kind: kindOf(event),
    isRefused: outcome !== '0',
    reason: outcomeDesc,
    who: namedOf(main?.who),
    app: other((_system, code) => code === APPLICATION),
    actedFor: other((system, code) => system === 'urn:damson:acting' || code === 'called-for'),
    what: namedOf(what?.what) ?? (what?.name === undefined ? undefined : { reference: what.name, name: undefined }),
    version: what?.what?.reference?.split('/_history/')[1],
    patient: namedOf(patient),
    address: main?.network?.address,
    browser: main?.name,
    account: main?.altId,
    query: queryOf(entity.find(({ query }) => query !== undefined)?.query),
    trace: extension.find(({ url }) => url === TRACE)?.valueId,
  }
}

function kindOf({ subtype = [] }: AuditEvent): string {
  const own = subtype.find(({ system }) => system === OWN)
  return (own ?? subtype.at(-1))?.code ?? ''
}

function patientIn(what: Reference | undefined): Reference | undefined {
  return what?.reference?.startsWith('Patient/') === true ? what : undefined
}

function namedOf(of: Reference | undefined): NamedProps | undefined {
  return of?.reference === undefined
    ? undefined
    : { reference: of.reference.split('/_history/')[0] ?? '', name: of.display }
}

function queryOf(base64: string | undefined): string | undefined {
  if (base64 === undefined) return undefined
  return new TextDecoder().decode(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)))
}
