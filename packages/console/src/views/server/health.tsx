import type { ReactNode } from 'react'
import { useRead } from '#api'
import { useQuery } from '#frame'
import { useFormat, useTexts } from '#language'
import { Answer, Chip, Choice, type Column, Empty, Facts, Page, Section, Table } from '#parts'
import { type Health as HealthAnswer, isLate, type Job, MOST_CLOCK_MS, type Node } from './answers.ts'
import { CommandLine } from './command-line.tsx'
import { serverTexts } from './texts.ts'

const EVERY_MS = 15_000

/** How the server is: its store and clock, its nodes, and the upkeep of each. */
export default function Health(): ReactNode {
  const t = useTexts(serverTexts)
  const read = useRead<HealthAnswer>('admin/server', { everyMs: EVERY_MS })
  return (
    <Page title={t('health')} lead={t('health.lead')}>
      <Answer of={read}>{(body) => <Shown health={body} />}</Answer>
      <CommandLine />
      {read.data === undefined ? null : <Upkeep nodes={read.data.body.nodes} now={read.data.body.checkedAt} />}
    </Page>
  )
}

function Shown({ health }: { readonly health: HealthAnswer }): ReactNode {
  const t = useTexts(serverTexts)
  const format = useFormat()
  const { ok, version, baseUrl, store, clock, nodes } = health
  const offset = t('clock.offset', { ms: Math.round(clock.offsetMs) })
  return (
    <>
      <Facts
        facts={[
          [
            t('state'),
            <Chip key="ok" tone={ok ? 'good' : 'bad'}>
              {ok ? t('state.well') : t('state.ill')}
            </Chip>,
          ],
          [t('version'), version],
          [t('address'), baseUrl],
          [t('store'), store.ok ? t(`store.${store.engine}`) : t('store.lost')],
          [t('clock'), `${t(`clock.${clock.state}`)} ${Math.abs(clock.offsetMs) > MOST_CLOCK_MS ? offset : ''}`],
          [t('checked'), format.time(health.checkedAt)],
        ]}
      />
      <Section title={t('nodes')}>
        {nodes.length === 0 ? <Empty>{t('nodes.none')}</Empty> : <Nodes nodes={nodes} />}
      </Section>
    </>
  )
}

function Nodes({ nodes }: { readonly nodes: readonly Node[] }): ReactNode {
  const t = useTexts(serverTexts)
  const format = useFormat()
  const columns: readonly Column<Node>[] = [
    {
      name: 'host',
      title: t('host'),
      cell: ({ host, answers }) => (
        <>
          <bdi>{host}</bdi> {answers ? <Chip>{t('answers')}</Chip> : null}
        </>
      ),
    },
    { name: 'version', title: t('version'), cell: ({ version }) => version },
    {
      name: 'started',
      title: t('started'),
      holds: 'time',
      cell: ({ startedAt }) => <span title={format.time(startedAt)}>{format.ago(startedAt)}</span>,
    },
    {
      name: 'seen',
      title: t('seen'),
      holds: 'time',
      cell: ({ isQuiet, seenAt }) =>
        isQuiet ? <Chip tone="bad">{t('quiet', { when: format.ago(seenAt) })}</Chip> : format.ago(seenAt),
    },
    {
      name: 'memory',
      title: t('memory'),
      holds: 'number',
      cell: ({ state }) =>
        state === undefined ? '–' : t('megabytes', { count: Math.round(state.memoryBytes / 1_048_576) }),
    },
    {
      name: 'basic',
      title: t('basic'),
      cell: ({ state }) =>
        state === undefined ? '–' : t('basic.counts', { clients: state.basicClients, requests: state.basicRequests }),
    },
    {
      name: 'hashes',
      title: t('hashes'),
      holds: 'number',
      cell: ({ state }) => (state === undefined ? '–' : format.number(state.passwordHashes)),
    },
  ]
  return <Table label={t('nodes')} columns={columns} rows={nodes} keyOf={({ id }) => id} />
}

/** The jobs of one node: the one that is chosen, else the one that answers. */
function Upkeep({ nodes, now }: { readonly nodes: readonly Node[]; readonly now: string }): ReactNode {
  const t = useTexts(serverTexts)
  const [chosen, choose] = useQuery('node')
  const node = nodes.find(({ id }) => id === chosen) ?? nodes.find(({ answers }) => answers) ?? nodes[0]
  const jobs = node?.state?.jobs ?? []
  return (
    <Section title={t('upkeep')}>
      <p className="soft">{t('upkeep.lead')}</p>
      {nodes.length < 2 ? null : (
        <div className="filters">
          <Choice
            label={t('node')}
            value={node?.id}
            onChange={choose}
            options={nodes.map(({ id, host, version }) => ({ value: id, text: host, hint: version }))}
          />
        </div>
      )}
      {jobs.length === 0 ? <Empty>{t('upkeep.none')}</Empty> : <Jobs jobs={jobs} now={now} />}
    </Section>
  )
}

function Jobs({ jobs, now }: { readonly jobs: readonly Job[]; readonly now: string }): ReactNode {
  const t = useTexts(serverTexts)
  const format = useFormat()
  const late = ({ nextAt }: Job): boolean => isLate(nextAt, now)
  // What fails or is late is looked for.
  const sorted = jobs.toSorted((a, b) => b.failures - a.failures || Number(late(b)) - Number(late(a)))
  const ago = (at: string | undefined): string => (at === undefined ? t('never') : format.ago(at))
  const columns: readonly Column<Job>[] = [
    { name: 'job', title: t('job'), holds: 'long', cell: ({ name }) => <code>{name}</code> },
    { name: 'ran', title: t('ran'), holds: 'time', cell: ({ ranAt }) => ago(ranAt) },
    {
      name: 'took',
      title: t('took'),
      holds: 'number',
      cell: ({ seconds }) => t('seconds', { seconds: format.number(seconds) }),
    },
    { name: 'rows', title: t('rows'), holds: 'number', cell: ({ rows }) => format.number(rows) },
    {
      name: 'failures',
      title: t('failures'),
      cell: ({ failures, succeededAt }) =>
        failures === 0 ? (
          format.number(0)
        ) : (
          <Chip tone="bad">{t('failed', { count: failures, when: ago(succeededAt) })}</Chip>
        ),
    },
    {
      name: 'next',
      title: t('next'),
      holds: 'time',
      cell: (job) => (late(job) ? <Chip tone="bad">{t('late', { when: ago(job.nextAt) })}</Chip> : ago(job.nextAt)),
    },
  ]
  return <Table label={t('upkeep')} columns={columns} rows={sorted} keyOf={({ name }) => name} />
}
