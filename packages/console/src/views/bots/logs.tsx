import type { ProjectMembership } from '@damson/sdk'
import { type ReactNode, useMemo, useState } from 'react'
import { type Paged, Refusal, request, useAct, usePages } from '#api'
import { useMay, useMe, useQuery } from '#frame'
import { useFormat, useTexts } from '#language'
import { Button, Card, Chip, Empty, Field, Loading, Section, Trouble, textOfNamed, Wrong } from '#parts'
import { botPath, type KnownBot } from './known.ts'
import { type Parameters, type Run, runsIn } from './parameters.ts'
import { botsTexts } from './texts.ts'

/** So many runs are on a page of the API. */
const PAGE = 20
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** What the Bot logged in its last runs, and why they failed. */
export function Logs({ bot }: { readonly bot: KnownBot }): ReactNode {
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
  // Owners alone give the right to read logs, to themselves, too.
  const mayAllow = useMay()('change_project')
  if (mayAllow && pages.error instanceof Refusal && pages.error.reason === 'needs_bot_logs')
    return <Allow onDone={pages.again} />
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

/** The logs may tell of patients, so that nobody reads them who was not allowed to, which is on record. */
function Allow({ onDone }: { readonly onDone: () => void }): ReactNode {
  const t = useTexts(botsTexts)
  const { membership } = useMe()
  const act = useAct()
  const [error, setError] = useState<Error>()
  const allow = async (): Promise<void> => {
    const path = `fhir/R4/ProjectMembership/${membership.id}`
    try {
      setError(undefined)
      const { body, etag } = await request<ProjectMembership>(path)
      await act.mutateAsync({ path, method: 'PUT', body: { ...body, readBotLogs: true }, ifMatch: etag })
      onDone()
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
