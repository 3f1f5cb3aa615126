import { type ColumnDef, type ReactTable, tableFeatures, useTable } from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, type RefObject, useEffect, useMemo, useRef } from 'react'
import type { Pages } from '#api'
import { useTexts } from '#language'
import { Loading, Trouble } from './answer.tsx'
import { AS, Cells, type Column, type Columns, Rows } from './table.tsx'
import { partTexts } from './texts.ts'

export interface ListProps<Row> extends Columns<Row> {
  readonly pages: Pages<Row>
  readonly keyOf: (row: Row) => string
  /** Shown when there is nothing: what would be here, and how to begin. */
  readonly empty: ReactNode
  /** Whether rows are left out by a filter: then an empty list says so. */
  readonly isFiltered?: boolean
}

const features = tableFeatures({})
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
  if (pages.rows.length > 0) return <Shown {...props} />
  if (pages.hasMore) return <Looking pages={pages} />
  return isFiltered === true ? <p className="card empty">{t('empty.filtered')}</p> : empty
}

/** A page of which nothing is shown says nothing of those that follow. */
function Looking<Row extends object>({ pages }: Pick<ListProps<Row>, 'pages'>): ReactNode {
  useEffect(() => {
    if (!pages.isLoadingMore) pages.loadMore()
  }, [pages])
  return <Loading />
}

function Shown<Row extends object>({ label, pages, columns, keyOf, to }: ListProps<Row>): ReactNode {
  const t = useTexts(partTexts)
  const frame = useRef<HTMLDivElement>(null)
  const { rows } = useRows(pages.rows, columns, keyOf).getRowModel()
  const { shown, before, after, measure } = useInView(rows.length, frame)
  const end = shown.at(-1) ?? 0
  useEffect(() => {
    if (pages.hasMore && !pages.isLoadingMore && end >= rows.length - 20) pages.loadMore()
  }, [pages, end, rows.length])
  return (
    <div className="card">
      <Rows label={label} columns={columns} part={{ count: pages.hasMore ? -1 : rows.length + 1, frame }}>
        <Space height={before} />
        {shown.map((index) => {
          const row = rows[index]
          return row === undefined ? null : (
            <tr key={row.id} aria-rowindex={index + 2} data-index={index} ref={measure} {...AS.row}>
              <Cells columns={columns} row={row.original} to={to} />
            </tr>
          )
        })}
        <Space height={after} />
      </Rows>
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
    () => columns.map(({ name, title }): ColumnDef<typeof features, Row> => ({ id: name, header: title })),
    [columns],
  )
  return useTable({ features, columns: definitions, data, getRowId })
}

interface InView {
  /** The positions of the rows that are in the page. */
  readonly shown: readonly number[]
  /** The room of those above and below, in pixels. */
  readonly before: number
  readonly after: number
  readonly measure: (row: HTMLElement | null) => void
}

function useInView(count: number, frame: RefObject<HTMLDivElement | null>): InView {
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
    <tr aria-hidden="true" className="space">
      <td style={{ height }} />
    </tr>
  )
}
