import type { RenderedEvent } from '#domain/audit'
import type { NamesOfEvents } from './audit-names.ts'

type Column = (event: RenderedEvent, names: NamesOfEvents) => string | number | undefined

const COLUMNS: Readonly<Record<string, Column>> = {
  id: ({ id }) => id,
  recorded: ({ at }) => at,
  kind: ({ kept }) => kept.kind,
  outcome: ({ kept }) => kept.outcome,
  reason: ({ kept }) => kept.reason,
  who: ({ resource }) => whoOf(resource),
  whoName: ({ resource }, names) => names.of(whoOf(resource)),
  client: ({ kept }) => (kept.client === undefined ? undefined : `ClientApplication/${kept.client}`),
  clientName: ({ kept }, names) =>
    kept.client === undefined ? undefined : names.of(`ClientApplication/${kept.client}`),
  actedFor: ({ kept }) => kept.actedFor ?? kept.calledFor,
  approver: ({ kept }) => kept.approver,
  entity: ({ kept }) => kept.entity,
  version: ({ kept }) => kept.version,
  patient: ({ kept }) => kept.patient ?? (kept.entity?.startsWith('Patient/') === true ? kept.entity : undefined),
  query: ({ personal }) => personal.query,
  address: ({ personal }) => personal.address,
  userAgent: ({ personal }) => personal.userAgent,
  account: ({ personal }) => personal.account,
  trace: ({ kept }) => kept.trace,
}

function whoOf({ agent }: { readonly agent?: readonly { readonly who?: { readonly reference?: string } }[] }) {
  return agent?.[0]?.who?.reference
}

/** The first line: the names of the columns, after the mark by which spreadsheets know UTF-8. */
export const csvHead = `\uFEFF${Object.keys(COLUMNS).join(',')}\r\n`

/** An event as a line (RFC 4180). */
export function csvLine(event: RenderedEvent, names: NamesOfEvents): string {
  return `${Object.values(COLUMNS)
    .map((column) => cell(column(event, names)))
    .join(',')}\r\n`
}

/**
 * What a spreadsheet begins a formula with, at the beginning of a cell. Where lists are separated by semicolons, it begins a
 * cell at each of them, and takes a quote that follows for the cell's own. The last four signs are the wide ones of East Asia.
 */
const FORMULA = /(^|[;\t\r\n])(?=[ "]*[=+\-@\uff1d\uff0b\uff0d\uff20])/g

/** A text that a spreadsheet would calculate gets a quote before it: an account name or a browser is what strangers type. */
function cell(value: string | number | undefined): string {
  const harmless = String(value ?? '').replace(FORMULA, "$1'")
  return /[",;\t\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
