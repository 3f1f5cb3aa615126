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

type Counted = 'signIns' | 'requests' | 'tokens'

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
  const { signInsRefused, tokensRefused, requestsRefused, requestsFailed, latencyMs } = total
  const refused = (count: number): string => (count === 0 ? t('refused.none') : t('refused', { count }))
  const requests = [
    latencyMs === undefined ? undefined : t('latency', { count: Math.round(latencyMs.p95) }),
    requestsRefused === 0 ? undefined : refused(requestsRefused),
    requestsFailed === 0 ? undefined : t('broken', { count: requestsFailed }),
  ].filter((part) => part !== undefined)
  const joined = (parts: readonly string[]): string =>
    parts.reduce((before, more) => (before === '' ? more : t('figure', { name: before, more })), '')
  return (
    <div className="figures">
      <Figure of="signIns" total={total} buckets={buckets} isMonth={isMonth} more={refused(signInsRefused)} />
      <Figure of="requests" total={total} buckets={buckets} isMonth={isMonth} more={joined(requests)} />
      <Figure of="tokens" total={total} buckets={buckets} isMonth={isMonth} more={refused(tokensRefused)} />
    </div>
  )
}

function Figure({
  of,
  total,
  buckets,
  isMonth,
  more,
}: {
  readonly of: Counted
  readonly total: Bucket
  readonly buckets: readonly Bucket[]
  readonly isMonth: boolean
  readonly more: string
}): ReactNode {
  const t = useTexts(homeTexts)
  const format = useFormat()
  const name = t(of)
  const peak = buckets.reduce<Bucket | undefined>((most, one) => (one[of] > (most?.[of] ?? 0) ? one : most), undefined)
  const label =
    peak === undefined
      ? t('chart.none', { name })
      : t(isMonth ? 'chart.month' : 'chart.day', {
          name,
          at: isMonth ? format.day(peak.from) : format.time(peak.from),
          count: peak[of],
        })
  return (
    <Card className="figure">
      <b>{format.number(total[of])}</b>
      <small>{more === '' ? name : t('figure', { name, more })}</small>
      <Chart
        label={label}
        times={buckets.map(({ from }) => Date.parse(from) / 1000)}
        values={buckets.map((one) => one[of])}
      />
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
