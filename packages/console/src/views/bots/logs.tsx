import type { ProjectMembership } from '@damson/sdk'
import { type ReactNode, useMemo, useState } from 'react'
import { type Paged, request, useAct, usePages, useRead } from '#api'
import { useMay, useMe, useQuery } from '#frame'
import { useFormat, useTexts } from '#language'
import { Button, Card, Chip, Empty, Field, Loading, Section, Trouble, textOfNamed, Wrong } from '#parts'
import { botPath, type KnownBot } from './known.ts'
import { type Parameters, type Run, runsIn } from './parameters.ts'
import { botsTexts } from './texts.ts'

/** So many runs are on a page of the API. */
const PAGE = 20
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

interface LogsProps {
  readonly bot: KnownBot
}

/**
 * What the Bot logged in its last runs, and why they failed. It may tell of patients: nobody reads it who was not allowed to.
 * Owners alone give the right, to themselves, too.
 */
export function Logs({ bot }: LogsProps): ReactNode {
  const t = useTexts(botsTexts)
  const { membership } = useMe()
  const mayAllow = useMay()('change_project')
  const [isAsking, ask] = useState(membership.readBotLogs === true)
  const own = useRead<ProjectMembership>(isAsking || !mayAllow ? undefined : ownPath(membership))
  if (isAsking || own.data?.body.readBotLogs === true) return <Allowed bot={bot} />
  if (own.isLoading) return <Loading />
  return (
    <Section title={t('tab.logs')}>
      {mayAllow ? (
        <Allow />
      ) : (
        // The right may have come since the person signed in.
        <Empty action={<Button onPress={() => ask(true)}>{t('logs.again')}</Button>}>{t('logs.withheld')}</Empty>
      )}
    </Section>
  )
}

const ownPath = ({ id }: { readonly id: string }): string => `fhir/R4/ProjectMembership/${id}`

function Allowed({ bot }: LogsProps): ReactNode {
  const t = useTexts(botsTexts)
  const [trace, setTrace] = useQuery('trace')
  const asked = UUID.test(trace.trim()) ? `?trace=${trace.trim().toLowerCase()}` : ''
  const path = `${botPath(bot.id)}/$logs`
  const paged = useMemo<Paged<Parameters, Run>>(
    () => ({
      rows: runsIn,
      next(body) {
        const last = runsIn(body).at(-1)
        const isWhole = (body.parameter ?? []).length >= PAGE
        return last === undefined || !isWhole || asked !== '' ? undefined : `${path}?before=${last.id}`
      },
    }),
    [path, asked],
  )
  const pages = usePages(path + asked, paged)
  return (
    <Section title={t('tab.logs')} actions={<Button onPress={pages.again}>{t('logs.again')}</Button>}>
      <Field label={t('logs.trace')} hint={t('logs.trace.hint')} value={trace} onChange={setTrace} isMono />
      <Runs pages={pages} />
    </Section>
  )
}

function Runs({ pages }: { readonly pages: ReturnType<typeof usePages<Parameters, Run>> }): ReactNode {
  const t = useTexts(botsTexts)
  if (pages.error !== null) return <Trouble error={pages.error} again={pages.again} />
  if (pages.isLoading) return <Loading />
  if (pages.rows.length === 0) return <Empty>{t('logs.none')}</Empty>
  return (
    <>
      <ol className="card items" aria-label={t('tab.logs')}>
        {pages.rows.map((run) => (
          <OneRun key={run.id} run={run} />
        ))}
      </ol>
      {pages.hasMore ? (
        <Button isBusy={pages.isLoadingMore} onPress={pages.loadMore}>
          {t('logs.more')}
        </Button>
      ) : null}
    </>
  )
}

/** What an owner allows is on record. */
function Allow(): ReactNode {
  const t = useTexts(botsTexts)
  const { membership } = useMe()
  const act = useAct()
  const [error, setError] = useState<Error>()
  const allow = async (): Promise<void> => {
    const path = ownPath(membership)
    try {
      setError(undefined)
      const { body, etag } = await request<ProjectMembership>(path)
      await act.mutateAsync({ path, method: 'PUT', body: { ...body, readBotLogs: true }, ifMatch: etag })
    } catch (problem) {
      setError(problem as Error)
    }
  }
  return (
    <Card className="padded">
      <p>{t('logs.allow.lead')}</p>
      {error === undefined ? null : <Wrong error={error} />}
      <Button isBusy={act.isPending} onPress={() => void allow()}>
        {t('logs.allow')}
      </Button>
    </Card>
  )
}

function OneRun({ run }: { readonly run: Run }): ReactNode {
  const t = useTexts(botsTexts)
  const format = useFormat()
  const { at, outcome, requester, error, stack, lines, trace } = run
  return (
    <li>
      <Chip tone={outcome === 'ok' ? 'good' : 'bad'}>{outcome === 'ok' ? t('logs.ok') : outcome}</Chip>{' '}
      <span>{format.time(at)}</span>{' '}
      <span className="soft">
        {requester === undefined ? t('logs.webhook') : t('logs.by', { who: textOfNamed(requester) })}
      </span>
      <div className="soft mono">{trace}</div>
      {error === undefined ? null : <p className="wrong">{error}</p>}
      {stack === undefined && lines.length === 0 ? null : (
        <pre tabIndex={0} role="region" aria-label={t('logs.lines', { at: format.time(at) })}>
          {[...(stack === undefined ? [] : [stack]), ...lines.map(({ level, text }) => `${level}: ${text}`)].join('\n')}
        </pre>
      )}
    </li>
  )
}
