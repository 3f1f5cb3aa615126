import type { ReactNode } from 'react'
import { useRead } from '#api'
import { useMe, useQuery } from '#frame'
import { useFormat, useTexts } from '#language'
import { Answer, Button, Card, Chart, type Column, Section, Table } from '#parts'
import type { Bucket, FiguresAnswer, NearLimit } from './answers.ts'
import { homeTexts } from './texts.ts'

const EVERY_MS = 60_000

/** Sign-ins, requests and tokens of the last day or month, and who is near a limit. */
export function Figures(): ReactNode {
  const t = useTexts(homeTexts)
  const { project } = useMe()
  const [period, setPeriod] = useQuery('period', 'day')
  const isMonth = period === 'month'
  const path = `admin/projects/${project.id}/figures${isMonth ? '?period=month' : ''}`
  const figures = useRead<FiguresAnswer>(path, { everyMs: EVERY_MS })
  return (
    <Section
      title={isMonth ? t('month') : t('day')}
      actions={
        <Button onPress={() => setPeriod(isMonth ? '' : 'month')}>{isMonth ? t('day.show') : t('month.show')}</Button>
      }
    >
      <Answer of={figures}>
        {({ total, buckets, limits }) => (
          <>
            <Charts total={total} buckets={buckets} isMonth={isMonth} />
            {limits === undefined || limits.length === 0 ? null : <Limits limits={limits} />}
          </>
        )}
      </Answer>
    </Section>
  )
}

interface Drawn {
  readonly name: string
  readonly total: string
  readonly more?: string
  /** Null: nothing to tell of that time. */
  readonly of: (bucket: Bucket) => number | null
}

function Charts({
  total,
  buckets,
  isMonth,
}: {
  readonly total: Bucket
  readonly buckets: readonly Bucket[]
  readonly isMonth: boolean
}): ReactNode {
  const t = useTexts(homeTexts)
  const format = useFormat()
  const refused = (count: number): string => (count === 0 ? t('refused.none') : t('refused', { count }))
  const p95 = ({ latencyMs }: Bucket): number | null => (latencyMs === undefined ? null : Math.round(latencyMs.p95))
  const within = p95(total)
  const and = (name: string, what: 'broken' | 'invalidRequests', count: number): string =>
    count === 0 ? name : t('figure', { name, more: t(what, { count }) })
  const drawn: readonly Drawn[] = [
    {
      name: t('signIns'),
      total: format.number(total.signIns),
      more: and(refused(total.signInsRefused), 'invalidRequests', total.invalidAuthorizationRequests),
      of: ({ signIns }) => signIns,
    },
    {
      name: t('requests'),
      total: format.number(total.requests),
      more: and(refused(total.requestsRefused), 'broken', total.requestsFailed),
      of: ({ requests: made }) => made,
    },
    {
      name: t('tokens'),
      total: format.number(total.tokens),
      more: refused(total.tokensRefused),
      of: ({ tokens }) => tokens,
    },
    { name: t('refusals'), total: format.number(refusalsOf(total)), of: refusalsOf },
    {
      name: t('answerTime'),
      total: within === null ? '–' : t('ms', { count: within }),
      ...(within === null ? {} : { more: t('latency', { count: within }) }),
      of: p95,
    },
  ]
  return (
    <div className="figures">
      {drawn.map((one) => (
        <Figure key={one.name} {...one} buckets={buckets} isMonth={isMonth} />
      ))}
    </div>
  )
}

const refusalsOf = ({ signInsRefused, tokensRefused, requestsRefused }: Bucket): number =>
  signInsRefused + tokensRefused + requestsRefused

function Figure({
  name,
  total,
  more,
  of,
  buckets,
  isMonth,
}: Drawn & { readonly buckets: readonly Bucket[]; readonly isMonth: boolean }): ReactNode {
  const t = useTexts(homeTexts)
  const format = useFormat()
  const values = buckets.map(of)
  const peak = Math.max(...values.map((value) => value ?? 0))
  const at = buckets[values.indexOf(peak)]?.from
  const label =
    at === undefined || peak <= 0
      ? t('chart.none', { name })
      : t(isMonth ? 'chart.month' : 'chart.day', { name, at: isMonth ? format.day(at) : format.time(at), count: peak })
  return (
    <Card className="figure">
      <b>{total}</b>
      <small>{more === undefined ? name : t('figure', { name, more })}</small>
      <Chart label={label} times={buckets.map(({ from }) => Date.parse(from) / 1000)} values={values} />
    </Card>
  )
}

function Limits({ limits }: { readonly limits: readonly NearLimit[] }): ReactNode {
  const t = useTexts(homeTexts)
  const format = useFormat()
  const columns: readonly Column<NearLimit>[] = [
    { name: 'who', title: t('limits.who'), cell: ({ subject }) => subject.display ?? subject.reference },
    { name: 'limit', title: t('limits.limit'), cell: ({ name }) => <code>{name}</code> },
    {
      name: 'used',
      title: t('limits.used'),
      holds: 'number',
      cell: ({ percent }) => t('percent', { count: percent }),
    },
    { name: 'when', title: t('limits.when'), holds: 'time', cell: ({ hour }) => format.ago(hour) },
  ]
  const keyOf = ({ name, subject }: NearLimit): string => `${name} ${subject.reference}`
  return (
    <div className="near-limits">
      <Table label={t('limits')} isTitled columns={columns} rows={limits} keyOf={keyOf} />
    </div>
  )
}
