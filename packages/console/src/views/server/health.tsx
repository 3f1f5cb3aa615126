import type { ReactNode } from 'react'
import { useRead } from '#api'
import { useQuery } from '#frame'
import { useFormat, useTexts } from '#language'
import { Answer, Card, Chip, Choice, Empty, Facts, Page, Section } from '#parts'
import { type Health as HealthAnswer, type Job, MOST_CLOCK_MS, type Node } from './answers.ts'
import { serverTexts } from './texts.ts'

const EVERY_MS = 15_000

/** How the server is: its store and clock, its nodes, and the upkeep of each. */
export default function Health(): ReactNode {
  const t = useTexts(serverTexts)
  const read = useRead<HealthAnswer>('admin/server', { everyMs: EVERY_MS })
  return (
    <Page title={t('health')} lead={t('health.lead')}>
      <Answer of={read}>{(body) => <Shown health={body} />}</Answer>
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
      <Upkeep nodes={nodes} />
    </>
  )
}

function Nodes({ nodes }: { readonly nodes: readonly Node[] }): ReactNode {
  const t = useTexts(serverTexts)
  const format = useFormat()
  return (
    <Table
      label={t('nodes')}
      titles={[t('host'), t('version'), t('started'), t('seen'), t('memory'), t('basic'), t('hashes')]}
    >
      {nodes.map(({ id, host, version, startedAt, seenAt, isQuiet, answers, state }) => (
        <tr key={id}>
          <td>
            <bdi>{host}</bdi> {answers ? <Chip>{t('answers')}</Chip> : null}
          </td>
          <td>{version}</td>
          <td title={format.time(startedAt)}>{format.ago(startedAt)}</td>
          <td>{isQuiet ? <Chip tone="bad">{t('quiet', { when: format.ago(seenAt) })}</Chip> : format.ago(seenAt)}</td>
          <td className="num">
            {state === undefined ? '–' : t('megabytes', { count: Math.round(state.memoryBytes / 1_048_576) })}
          </td>
          <td className="num">
            {state === undefined
              ? '–'
              : t('basic.counts', { clients: state.basicClients, requests: state.basicRequests })}
          </td>
          <td className="num">{state === undefined ? '–' : format.number(state.passwordHashes)}</td>
        </tr>
      ))}
    </Table>
  )
}

/** The jobs of one node: the one that is chosen, else the one that answers. */
function Upkeep({ nodes }: { readonly nodes: readonly Node[] }): ReactNode {
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
      {jobs.length === 0 ? <Empty>{t('upkeep.none')}</Empty> : <Jobs jobs={jobs} />}
    </Section>
  )
}

function Jobs({ jobs }: { readonly jobs: readonly Job[] }): ReactNode {
  const t = useTexts(serverTexts)
  const format = useFormat()
  // What fails is looked for.
  const sorted = jobs.toSorted((a, b) => b.failures - a.failures)
  const ago = (at: string | undefined): string => (at === undefined ? t('never') : format.ago(at))
  return (
    <Table label={t('upkeep')} titles={[t('job'), t('ran'), t('took'), t('rows'), t('failures'), t('next')]}>
      {sorted.map(({ name, ranAt, nextAt, succeededAt, seconds, rows, failures }) => (
        <tr key={name}>
          <td>
            <code>{name}</code>
          </td>
          <td>{ago(ranAt)}</td>
          <td className="num">{t('seconds', { seconds: format.number(seconds) })}</td>
          <td className="num">{format.number(rows)}</td>
          <td>
            {failures === 0 ? (
              format.number(0)
            ) : (
              <Chip tone="bad">{t('failed', { count: failures, when: ago(succeededAt) })}</Chip>
            )}
          </td>
          <td>{ago(nextAt)}</td>
        </tr>
      ))}
    </Table>
  )
}

interface TableProps {
  readonly label: string
  readonly titles: readonly string[]
  readonly children: ReactNode
}

function Table({ label, titles, children }: TableProps): ReactNode {
  return (
    <Card>
      <div className="rows" role="group" tabIndex={0} aria-label={label}>
        <table>
          <thead>
            <tr>
              {titles.map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      </div>
    </Card>
  )
}
