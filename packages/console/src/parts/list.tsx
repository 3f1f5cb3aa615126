import {
  type ColumnDef,
  columnVisibilityFeature,
  type ReactTable,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useMemo, useRef } from 'react'
import type { Pages } from '#api'
import { useTexts } from '#language'
import { Loading, Trouble } from './answer.tsx'
import { Link } from './buttons.tsx'
import { partTexts } from './texts.ts'

export interface Column<Row> {
  readonly name: string
  readonly title: string
  readonly cell: (row: Row) => ReactNode
  readonly isNumber?: boolean
  readonly isHidden?: boolean
}

export interface ListProps<Row> {
  /** What the rows are: read out before the table. */
  readonly label: string
  readonly pages: Pages<Row>
  /** The first is the one by which a row is known; with `to` it is a link. */
  readonly columns: readonly Column<Row>[]
  readonly keyOf: (row: Row) => string
  readonly to?: (row: Row) => string
  /** Shown when there is nothing: what would be here, and how to begin. */
  readonly empty: ReactNode
  /** Whether rows are left out by a filter: then an empty list says so. */
  readonly isFiltered?: boolean
}

const features = tableFeatures({ columnVisibilityFeature })
const ROW_PX = 41

/**
 * A list of any length. Only the rows in view are in the page; the next page of the list is read when its end comes near.
 * Arrow keys, Home, End, Page Up and Page Down go from row to row.
 */
export function List<Row extends object>(props: ListProps<Row>): ReactNode {
  const t = useTexts(partTexts)
  const { pages, empty, isFiltered } = props
  if (pages.error !== null && pages.rows.length === 0) return <Trouble error={pages.error} again={pages.again} />
  if (pages.isLoading) return <Loading />
  if (pages.rows.length > 0) return <Rows {...props} />
  return isFiltered === true ? <p className="card empty">{t('empty.filtered')}</p> : empty
}

function Rows<Row extends object>({ label, pages, columns, keyOf, to }: ListProps<Row>): ReactNode {
  const t = useTexts(partTexts)
  const frame = useRef<HTMLDivElement>(null)
  const table = useRows(pages.rows, columns, keyOf)
  const { rows } = table.getRowModel()
  const { shown, before, after, measure } = useShown(rows.length, frame)
  const end = shown.at(-1) ?? 0
  useEffect(() => {
    if (pages.hasMore && !pages.isLoadingMore && end >= rows.length - 20) pages.loadMore()
  }, [pages, end, rows.length])
  return (
    <div className="card">
      <div className="rows" ref={frame} onKeyDown={(event) => goOn(event, frame.current)}>
        <table aria-label={label} aria-rowcount={pages.hasMore ? -1 : rows.length + 1}>
          <thead>
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id} aria-rowindex={1}>
                {group.headers.map((header) => (
                  <th key={header.id} scope="col">
                    <table.FlexRender header={header} />
                  </th>
                ))}
              </tr>
            ))}
          </thead>
          <tbody>
            <Space height={before} />
            {shown.map((index) => {
              const row = rows[index]
              return row === undefined ? null : (
                <tr key={row.id} aria-rowindex={index + 2} data-index={index} ref={measure}>
                  {columns.map((column, position) =>
                    column.isHidden === true ? null : (
                      <td key={column.name}>{contentOf(column, row.original, position === 0 ? to : undefined)}</td>
                    ),
                  )}
                </tr>
              )
            })}
            <Space height={after} />
          </tbody>
        </table>
      </div>
      <p className="soft count" role="status">
        {pages.hasMore ? t('loadingMore') : t('list.end', { count: rows.length })}
      </p>
    </div>
  )
}

function useRows<Row extends object>(
  data: readonly Row[],
  columns: readonly Column<Row>[],
  getRowId: (row: Row) => string,
): ReactTable<typeof features, Row> {
  const definitions = useMemo(
    () => columns.map(({ name, title }): ColumnDef<typeof features, Row> => ({ id: name, header: () => title })),
    [columns],
  )
  const columnVisibility = Object.fromEntries(columns.map(({ name, isHidden }) => [name, isHidden !== true]))
  return useTable({ features, columns: definitions, data, getRowId, state: { columnVisibility } })
}

interface Shown {
  /** The positions of the rows that are in the page. */
  readonly shown: readonly number[]
  /** The room of those above and below, in pixels. */
  readonly before: number
  readonly after: number
  readonly measure: (row: HTMLElement | null) => void
}

function useShown(count: number, frame: RefObject<HTMLDivElement | null>): Shown {
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  })
  const items = virtual.getVirtualItems()
  return {
    shown: items.map(({ index }) => index),
    before: items[0]?.start ?? 0,
    after: virtual.getTotalSize() - (items.at(-1)?.end ?? 0),
    measure: virtual.measureElement,
  }
}

/** Stands for the rows that are not in the page. */
function Space({ height }: { readonly height: number }): ReactNode {
  return height <= 0 ? null : (
    <tr aria-hidden="true">
      <td style={{ height, padding: 0, border: 0 }} />
    </tr>
  )
}

/** What is in a cell. No component of its own: one that is made anew with each render would take the focus with it. */
function contentOf<Row extends object>(
  { cell, isNumber }: Column<Row>,
  row: Row,
  to: ((row: Row) => string) | undefined,
): ReactNode {
  const content = cell(row)
  if (to !== undefined) return <Link to={to(row)}>{content}</Link>
  return isNumber === true ? <span className="num">{content}</span> : content
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
  Home: -1e9,
  End: 1e9,
}

/** Moves the focus from the first link of a row to that of another. */
function goOn(event: KeyboardEvent, frame: HTMLElement | null): void {
  const step = STEPS[event.key]
  if (step === undefined || frame === null || !(event.target instanceof HTMLElement)) return
  if (event.target.matches('input, textarea, select')) return
  const links = [...frame.querySelectorAll('tbody tr')].flatMap(
    (row) => row.querySelector<HTMLElement>('a, button') ?? [],
  )
  const at = links.findIndex((link) => link.closest('tr') === (event.target as HTMLElement).closest('tr'))
  const next = links[Math.max(0, Math.min(links.length - 1, (at === -1 ? 0 : at) + step))]
  if (next === undefined) return
  event.preventDefault()
  next.focus()
  next.scrollIntoView({ block: 'nearest' })
}
