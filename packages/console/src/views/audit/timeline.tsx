import {
  type CSSProperties,
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { ListBox, ListBoxItem } from 'react-aria-components'
import { useRead } from '#api'
import { useSetQuery } from '#frame'
import { type Format, useFormat, useTexts } from '#language'
import { Button, Loading, Said } from '#parts'
import { type Bar, type Counted, countedIn, mostIn, shownIn, sumOf } from './counted.ts'
import { dayOf, type Filters, type Period, periodOf, timelineOf } from './search.ts'
import { auditTexts } from './texts.ts'

/** How much happened when, of what the filters show. A bar that is pressed narrows the list to its time. */
export function Timeline({ filters }: { readonly filters: Filters }): ReactNode {
  const t = useTexts(auditTexts)
  // Of the day: with the minute in it the address would be another at each look.
  const period = periodOf(filters, new Date())
  const found = useRead<unknown>(
    period === undefined ? undefined : `fhir/R4/AuditEvent/$timeline?${timelineOf(filters, period).toString()}`,
  )
  if (period === undefined) return <p className="soft">{t('timeline.never')}</p>
  return (
    <section className="timeline" aria-label={t('timeline')}>
      {found.data !== undefined ? (
        <Drawn counted={countedIn(found.data.body)} period={period} filters={filters} />
      ) : found.error !== null ? (
        <NotDrawn error={found.error} again={() => void found.refetch()} />
      ) : (
        <Loading />
      )}
    </section>
  )
}

/** The list says the same of itself: this is a line. */
function NotDrawn({ error, again }: { readonly error: Error; readonly again: () => void }): ReactNode {
  const t = useTexts(auditTexts)
  return (
    <p className="wrong" role="status">
      {t('timeline.failed')} <Said error={error} />{' '}
      <Button size="small" onPress={again}>
        {t('timeline.again')}
      </Button>
    </p>
  )
}

interface DrawnProps {
  readonly counted: Counted
  readonly period: Period
  readonly filters: Filters
}

function Drawn({ counted, period, filters }: DrawnProps): ReactNode {
  const t = useTexts(auditTexts)
  const format = useFormat()
  const setQuery = useSetQuery()
  const when = (bar: Bar): string => whenOf(format, period.by, bar)
  const { bars, countedFrom, isComplete } = counted
  const [sum, most] = [sumOf(bars), mostIn(bars)]
  return (
    <>
      <p className="sum">
        <span className="key allowed" aria-hidden="true" />
        {t(isComplete ? 'timeline.allowed' : 'timeline.allowed.least', { count: sum.succeeded })}{' '}
        <span className="key refused" aria-hidden="true" />
        {t('timeline.refused', { count: sum.refused })}{' '}
        {most === undefined ? null : <span>{t('timeline.most', { when: when(most) })}</span>}
      </p>
      {isComplete ? null : <p className="soft">{t('timeline.part', { since: format.time(countedFrom) })}</p>}
      <Bars {...counted} period={period} filters={filters} />
      {filters.from === '' && filters.until === '' && filters.hour === '' ? null : (
        <div className="actions">
          {filters.hour === '' ? null : (
            <Button size="small" onPress={() => setQuery({ hour: '' })}>
              {t('timeline.allHours')}
            </Button>
          )}
          <Button size="small" onPress={() => setQuery({ from: '', until: '', hour: '' })}>
            {t('timeline.allTime')}
          </Button>
        </div>
      )}
    </>
  )
}

/** The frame of the bars, and the first and the last that it shows. Where there is no room for all, the newest are in view. */
function useShown(bars: readonly Bar[]): {
  readonly frame: RefObject<HTMLDivElement | null>
  readonly shown: readonly (Bar | undefined)[]
  look(): void
} {
  const frame = useRef<HTMLDivElement>(null)
  const count = bars.length
  const newest = bars.at(-1)?.from
  const [ends, setEnds] = useState<readonly [number, number]>([0, count - 1])
  const look = useCallback(() => {
    const { current } = frame
    if (current === null) return
    const next = shownIn(current, count)
    setEnds((ends) => (ends[0] === next[0] && ends[1] === next[1] ? ends : next))
  }, [count])
  useEffect(() => {
    const { current } = frame
    if (current === null || newest === undefined) return undefined
    const watch = new ResizeObserver(() => {
      current.scrollLeft = getComputedStyle(current).direction === 'rtl' ? -current.scrollWidth : current.scrollWidth
      look()
    })
    watch.observe(current)
    return () => watch.disconnect()
  }, [newest, look])
  return { frame, shown: ends.map((at) => bars[at]), look }
}

/** A list of which one may be chosen: a keyboard goes along it by arrows, and each is read out with what it counts. */
function Bars({ bars, countedFrom, period, filters }: Counted & Omit<DrawnProps, 'counted'>): ReactNode {
  const t = useTexts(auditTexts)
  const format = useFormat()
  const setQuery = useSetQuery()
  const { frame, shown, look } = useShown(bars)
  const highest = useMemo(() => Math.max(1, ...bars.map(({ succeeded, refused }) => succeeded + refused)), [bars])
  const [first, last] = shown
  const choose = (from: string | undefined): void => {
    const bar = bars.find((one) => one.from === from)
    if (bar === undefined) setQuery({ hour: '' })
    else setQuery({ ...daysOf(bar), hour: period.by === 'hour' ? bar.from : '' })
  }
  return (
    <>
      <div
        className="drawn"
        ref={frame}
        onScroll={look}
        style={{ '--bars': `${bars.length * 1.6}rem` } as CSSProperties}
      >
        <ListBox
          className="bars"
          aria-label={t(`timeline.by.${period.by}`)}
          orientation="horizontal"
          selectionMode="single"
          selectedKeys={filters.hour === '' ? [] : [filters.hour]}
          onSelectionChange={(keys) => choose(keys === 'all' ? undefined : ([...keys][0] as string | undefined))}
        >
          {bars.map((bar) => {
            const { from, succeeded, refused } = bar
            const counts = {
              when: whenOf(format, period.by, bar),
              allowed: format.number(succeeded),
              refused: format.number(refused),
            }
            const text = t(from < countedFrom ? 'timeline.bar.least' : 'timeline.bar', counts)
            return (
              <ListBoxItem key={from} id={from} className="bar" textValue={text} aria-label={text}>
                <Part kind="refused" share={refused / highest} />
                <Part kind="allowed" share={succeeded / highest} />
              </ListBoxItem>
            )
          })}
        </ListBox>
      </div>
      {/* Of what is in view: the first date of all would be out of it. */}
      <p className="axis soft" aria-hidden="true">
        <span>{first === undefined ? '' : whenOf(format, period.by, first)}</span>
        <span>{last === undefined || last === first ? '' : whenOf(format, period.by, last)}</span>
      </p>
    </>
  )
}

function Part({ kind, share }: { readonly kind: 'allowed' | 'refused'; readonly share: number }): ReactNode {
  // What happened at all is seen, however little it is.
  return share === 0 ? null : (
    <span className={`part ${kind}`} style={{ blockSize: `max(2px, ${(share * 100).toFixed(2)}%)` }} />
  )
}

function daysOf({ from, until }: Bar): { readonly from: string; readonly until: string } {
  return { from: dayOf(new Date(from)), until: dayOf(new Date(new Date(until).getTime() - 1)) }
}

function whenOf(format: Format, by: Period['by'], { from }: Bar): string {
  return by === 'hour' ? format.hour(from) : by === 'day' ? format.day(from) : format.month(from)
}
