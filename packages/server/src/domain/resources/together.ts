import { arrayText } from '#base/db'
import { inSlices } from '#base/slices'
import { type IndexColumns, indexColumns } from './index-columns.ts'
import type { IndexedDraft } from './indexed.ts'
import { firstVersion } from './repository.ts'
import type { Stored } from './stored.ts'
import type { TogetherColumns } from './together.store.ts'

/** A new resource with the values of its row and its index. */
export interface NewResource {
  readonly stored: Stored
  readonly columns: IndexColumns
}

/** A larger resource is written alone, so that the others don't wait for it. */
const LONGEST = 64 * 1024
const MOST_ENTRIES = 500

/** Version 1 of a resource, ready to be written with others; undefined when it is too large for that. */
export async function newResource(draft: IndexedDraft, now: Date): Promise<NewResource | undefined> {
  const { terms, dates, strings, numbers } = draft.index.entries
  if (draft.bytes !== undefined || terms.length + dates.length + strings.length + numbers.length > MOST_ENTRIES)
    return undefined
  const stored = firstVersion(draft, now)
  if (stored.content.length > LONGEST) return undefined
  return { stored, columns: await inSlices(indexColumns(draft.project, draft.type, draft.index.entries)) }
}

/** What an index entry costs in a statement, in characters of content. */
const ENTRY_WEIGHT = 100

/** The share of a new resource in the time of the statement that writes it, in characters. */
export function weightOf({ stored, columns: { terms, dates, strings, numbers } }: NewResource): number {
  const entries = terms.length + dates.param.length + strings.param.length + numbers.param.length
  return stored.content.length + ENTRY_WEIGHT * entries
}

/** The columns of several new resources. */
export function togetherColumns(resources: readonly NewResource[]): TogetherColumns {
  const column = (of: (stored: Stored) => string): readonly string[] => resources.map(({ stored }) => of(stored))
  const entries = <K extends 'dates' | 'strings' | 'numbers', N extends keyof IndexColumns[K]>(kind: K, name: N) =>
    resources.flatMap(({ columns }) => columns[kind][name] as readonly string[])
  const places = (kind: 'dates' | 'strings' | 'numbers'): readonly string[] =>
    resources.flatMap(({ columns }, at) => columns[kind].param.map(() => String(at + 1)))
  return {
    project: column(({ project }) => project),
    type: column(({ type }) => type),
    id: column(({ id }) => id),
    updatedAt: column(({ updatedAt }) => updatedAt.toISOString()),
    terms: resources.map(({ columns }) => arrayText(columns.terms)),
    content: column(({ content }) => content),
    extended: column(({ extended }) => extended),
    patients: column(({ patients }) => arrayText(patients)),
    dateOf: places('dates'),
    dateParam: entries('dates', 'param'),
    dateLo: entries('dates', 'lo'),
    dateHi: entries('dates', 'hi'),
    dateApart: entries('dates', 'apart'),
    dateLowest: entries('dates', 'lowest'),
    dateHighest: entries('dates', 'highest'),
    stringOf: places('strings'),
    stringParam: entries('strings', 'param'),
    stringValue: entries('strings', 'value'),
    stringLowest: entries('strings', 'lowest'),
    stringHighest: entries('strings', 'highest'),
    numberOf: places('numbers'),
    numberParam: entries('numbers', 'param'),
    numberLo: entries('numbers', 'lo'),
    numberHi: entries('numbers', 'hi'),
    numberApart: entries('numbers', 'apart'),
    numberSystem: entries('numbers', 'system'),
    numberCode: entries('numbers', 'code'),
    numberLowest: entries('numbers', 'lowest'),
    numberHighest: entries('numbers', 'highest'),
  }
}
