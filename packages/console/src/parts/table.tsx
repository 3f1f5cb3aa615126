import type { KeyboardEvent, ReactNode, Ref } from 'react'
import { Link } from './buttons.tsx'
import { Card, ownWay } from './page.tsx'

/** How much room the values of a column need where columns stand side by side, in rem. */
const ROOM = { words: 8.5, number: 6, time: 10, long: 15, act: 7.5 } as const

export interface Column<Row> {
  readonly name: string
  readonly title: string
  readonly cell: (row: Row) => ReactNode
  /**
   * `time` and `number` stay on one line; `long` is an id, an address or a sentence; `act` is a button, which needs no title
   * to be understood. Otherwise a few words.
   */
  readonly holds?: keyof typeof ROOM
}

export interface Columns<Row> {
  /** What the rows are: read out before the table. */
  readonly label: string
  /** The first is the one by which a row is known; with `to` it is a link. */
  readonly columns: readonly Column<Row>[]
  readonly to?: ((row: Row) => string) | undefined
  /** The label is seen, too, above the columns. */
  readonly isTitled?: boolean
}

export interface TableProps<Row> extends Columns<Row> {
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
}

/** A table of a few rows, all of which are in the page. One that can have any number is a `List`. */
export function Table<Row>({ rows, keyOf, to, ...props }: TableProps<Row>): ReactNode {
  return (
    <Card>
      <Rows {...props}>
        {rows.map((row) => (
          <tr key={keyOf(row)} {...AS.row}>
            <Cells columns={props.columns} row={row} to={to} />
          </tr>
        ))}
      </Rows>
    </Card>
  )
}

/**
 * What a table's parts are. Where its columns have no room, each row is laid out as a block, and what is not laid out as a
 * table is none to some browsers unless it says so.
 */
export const AS = {
  table: { role: 'table' },
  group: { role: 'rowgroup' },
  row: { role: 'row' },
  head: { role: 'columnheader' },
  cell: { role: 'cell' },
} as const

interface RowsProps<Row> extends Omit<Columns<Row>, 'to'> {
  /** Where not all rows are in the page: how many there are, -1 where nobody knows, and the frame in which they scroll. */
  readonly part?: { readonly count: number; readonly frame: Ref<HTMLDivElement> }
  readonly children: ReactNode
}

/**
 * The frame of a table, and the titles of its columns. Where the columns have less room than they need, each row is a block
 * of its own, with the title before each value: see `.rows` in the style sheet, which measures in the size of letters that
 * the frame has here. Arrow keys, Home, End, Page Up and Page Down go from row to row.
 */
export function Rows<Row>({ label, columns, isTitled, part, children }: RowsProps<Row>): ReactNode {
  const needed = columns.reduce((sum, { holds = 'words' }) => sum + ROOM[holds], 0)
  return (
    <div
      className={part === undefined ? 'rows' : 'rows scrolled'}
      style={{ fontSize: `${needed / 10}rem` }}
      ref={part?.frame}
      onKeyDown={(event) => goOn(event, event.currentTarget)}
    >
      <table aria-label={isTitled === true ? undefined : label} aria-rowcount={part?.count} {...AS.table}>
        {isTitled === true ? <caption>{label}</caption> : null}
        <thead {...AS.group}>
          <tr aria-rowindex={part === undefined ? undefined : 1} {...AS.row}>
            {columns.map(({ name, title }) => (
              <th key={name} scope="col" {...AS.head}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody {...AS.group}>{children}</tbody>
      </table>
    </div>
  )
}

interface CellsProps<Row> extends Pick<Columns<Row>, 'columns' | 'to'> {
  readonly row: Row
}

/** The values of a row. */
export function Cells<Row>({ columns, row, to }: CellsProps<Row>): ReactNode {
  return columns.map(({ name, title, cell, holds }, position) => {
    const value = cell(row)
    const isEmpty = value === undefined || value === null || value === ''
    const content = ownWay(value)
    const path = position === 0 ? to?.(row) : undefined
    return (
      <td key={name} className={holds} data-label={holds === 'act' ? undefined : title} {...AS.cell}>
        {isEmpty ? null : <div>{path === undefined ? content : <Link to={path}>{content}</Link>}</div>}
      </td>
    )
  })
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
function goOn(event: KeyboardEvent, frame: HTMLElement): void {
  const step = STEPS[event.key]
  if (step === undefined || !(event.target instanceof HTMLElement)) return
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
