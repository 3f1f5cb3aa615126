import type { AuditEvent, AuditEventEntity } from '@damson/sdk'

/** An event of the audit, as this page reads it. */
export interface Entry {
  readonly id: string
  readonly at: Date
  /** Such as `fhir.read`. */
  readonly kind: string
  readonly isRefused: boolean
  readonly reason: string | undefined
  /** Whose name it carries; undefined when nobody was recognised. */
  readonly who: string | undefined
  /** The app that a person used. */
  readonly app: string | undefined
  readonly login: string | undefined
  /** What it was about: a resource, or the type that was searched. */
  readonly what: string | undefined
  readonly patient: string | undefined
}

const OWN_SYSTEM = 'urn:damson:audit-event'
const LOGIN = 'urn:damson:login:'

export function entryOf(event: AuditEvent & { readonly id: string }): Entry {
  const [main, second] = event.agent
  const isRecord = ({ role }: AuditEventEntity): boolean => role?.code === '1'
  const about = event.entity?.find((entity) => !isRecord(entity))
  return {
    id: event.id,
    at: new Date(event.recorded),
    kind: event.subtype?.find(({ system }) => system === OWN_SYSTEM)?.code ?? 'unknown',
    isRefused: event.outcome !== '0',
    reason: event.outcomeDesc,
    who: main?.who?.reference,
    app: second?.who?.reference,
    login: main?.policy?.find((policy) => policy.startsWith(LOGIN)),
    what: about?.what?.reference?.replace(/\/_history\/.*$/, '') ?? about?.name,
    patient: event.entity?.find(isRecord)?.what?.reference,
  }
}

/** What somebody did at one moment: a search that showed twenty patients has an event for each of them. */
export interface Act {
  readonly entry: Entry
  readonly patients: ReadonlySet<string>
}

/** The entries as acts, newest first. */
export function actsOf(entries: Iterable<Entry>): readonly Act[] {
  const acts = new Map<string, { entry: Entry; patients: Set<string> }>()
  for (const entry of entries) {
    const key = [entry.at.getTime(), entry.login ?? entry.who, entry.kind, entry.what].join(' ')
    const act = acts.get(key) ?? { entry, patients: new Set<string>() }
    if (entry.patient !== undefined) act.patients.add(entry.patient)
    acts.set(key, act)
  }
  return [...acts.values()].sort(
    (a, b) => b.entry.at.getTime() - a.entry.at.getTime() || (a.entry.id < b.entry.id ? 1 : -1),
  )
}

/** Somebody who is signed in, with what they have done as far as this page has seen. */
export interface Presence {
  readonly who: string
  readonly app: string | undefined
  readonly since: Date
  readonly last: Entry
  readonly acts: number
}

/** An access token lives an hour: who has done nothing for longer has none. A login that runs out makes no event. */
const SILENT_MS = 3_600_000
const STARTS = new Set(['login.succeeded', 'token.issued'])

/** Who is signed in, by what the audit says of their logins: begun, and not ended. Once for each person and app. */
export function presencesOf(entries: Iterable<Entry>, now: Date): readonly Presence[] {
  const inOrder = [...entries].sort((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1))
  const open = new Map<string, { readonly since: Date; entries: Entry[] }>()
  for (const entry of inOrder) {
    const { login, kind, isRefused, what } = entry
    if (kind === 'login.revoked') open.delete(`${LOGIN}${what?.replace('Login/', '')}`)
    if (login === undefined) continue
    if (kind === 'login.ended') open.delete(login)
    else if (!open.has(login) && STARTS.has(kind) && !isRefused) open.set(login, { since: entry.at, entries: [entry] })
    else open.get(login)?.entries.push(entry)
  }
  const byPrincipal = new Map<string, Presence>()
  for (const { since, entries } of open.values()) {
    const last = entries.at(-1)
    const who = last?.who
    if (last === undefined || who === undefined || now.getTime() - last.at.getTime() > SILENT_MS) continue
    const app = entries.find((entry) => entry.app !== undefined)?.app
    const key = `${who} ${app ?? ''}`
    const before = byPrincipal.get(key)
    byPrincipal.set(key, {
      who,
      app,
      since: before?.since ?? since,
      last,
      acts: (before?.acts ?? 0) + actsOf(entries).length,
    })
  }
  return [...byPrincipal.values()]
}
