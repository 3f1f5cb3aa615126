import type { ReactNode } from 'react'
import { Refusal, usePages, useRead } from '#api'
import { useGo, useMay, useMe, useParam } from '#frame'
import { useFormat, useTexts } from '#language'
import { Chip, Copy, Found, Link, LinkButton, Page, Section } from '#parts'
import { clientsPath, EVERY_CLIENT } from '../apps/clients.ts'
import { Compared } from './compared.tsx'
import { ownSteps } from './own-steps.ts'
import { traceTexts } from './texts.ts'
import type { Finding, Step, Trace } from './told.ts'
import { TurnOn } from './turn-on.tsx'

/** One flow: what was wrong and what to do, then each request of it in turn. */
export default function OneTrace(): ReactNode {
  const t = useTexts(traceTexts)
  const id = useParam('id')
  const trace = useRead<Trace>(`auth/trace/${encodeURIComponent(id)}`)
  if (trace.error instanceof Refusal && trace.error.status === 404)
    return (
      <Page title={t('none')} lead={t('none.lead')}>
        <WhyNone />
        <p>
          <Link to="traces">{t('heading')}</Link>
        </p>
      </Page>
    )
  return (
    <Found title={t('one')} of={trace}>
      {(body) => <Told {...body} />}
    </Found>
  )
}

/** Why there is nothing, and how there will be something the next time. */
function WhyNone(): ReactNode {
  const t = useTexts(traceTexts)
  const may = useMay()
  const go = useGo()
  const mode = useRead<{ readonly developerMode: boolean }>('auth/traces?_count=1')
  if (mode.data === undefined) return null
  if (mode.data.body.developerMode) return <p>{t('none.on')}</p>
  if (!may('change_project')) return <p>{t('off.elsewhere')}</p>
  return <TurnOn onDone={() => go('traces')}>{t('none.off')}</TurnOn>
}

function Told({ id, findings, steps }: Trace): ReactNode {
  const t = useTexts(traceTexts)
  const asked = steps.find((step) => step.id === id)
  const own = ownSteps(steps, id)
  const others = steps.length - own.length
  return (
    <Page
      title={t('one')}
      lead={asked === undefined ? id : <Asked step={asked} />}
      actions={
        <>
          <LinkButton to="traces">{t('back')}</LinkButton>
          <Copy text={id} label={t('copyId')} />
        </>
      }
    >
      <Section title={t('wrong')}>
        {findings.length === 0 ? (
          <p className="card empty">{t('fine')}</p>
        ) : (
          <div className="card">
            {findings.map((finding) => (
              <Wrong key={finding.what} {...finding} />
            ))}
          </div>
        )}
        {asked === undefined ? null : <Compared step={asked} />}
      </Section>
      <Section title={t('steps')}>
        <ol className="plain">
          {own.map((step) => (
            <li key={step.id} aria-current={step.id === id ? 'step' : undefined} className="card">
              <OneStep step={step} isAsked={step.id === id} />
            </li>
          ))}
        </ol>
        {others === 0 ? null : <p className="soft">{t('steps.others', { count: others })}</p>}
      </Section>
    </Page>
  )
}

/** What was asked, when and by which app. */
function Asked({ step }: { readonly step: Step }): ReactNode {
  const format = useFormat()
  const { at, clientId } = step
  return (
    <>
      <code dir="ltr">{titleOf(step)}</code> <time dateTime={at}>{format.time(at)}</time>{' '}
      {clientId === undefined ? null : <App id={clientId} />}
    </>
  )
}

/** Findings are in English, like all texts for developers. */
function Wrong({ severity, what, remedy }: Finding): ReactNode {
  return (
    <div className={`finding ${severity === 'error' ? 'bad' : ''}`} lang="en" dir="ltr">
      <i aria-hidden="true" />
      <p>
        <b>{what}</b>
        <br />
        <small>{remedy}</small>
      </p>
    </div>
  )
}

function OneStep({ step, isAsked }: { readonly step: Step; readonly isAsked: boolean }): ReactNode {
  const t = useTexts(traceTexts)
  const format = useFormat()
  const { at, kind, status, error, parameters, findings, clientId } = step
  return (
    <>
      <p>
        <b>{t(`kind.${kind}`)}</b> <code dir="ltr">{step.request}</code>{' '}
        <Chip tone={status >= 400 || error !== undefined ? 'bad' : 'good'}>
          <bdi dir="ltr">{[status, error ?? step.outcome].filter(Boolean).join(' ')}</bdi>
        </Chip>{' '}
        {isAsked ? <Chip>{t('asked')}</Chip> : null}
      </p>
      <p className="soft">
        <time dateTime={at}>{format.time(at)}</time> {clientId === undefined ? null : <App id={clientId} />}
      </p>
      {parameters.length === 0 ? null : (
        <dl dir="ltr" lang="en">
          {parameters.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {isAsked ? null : findings.map((finding) => <Wrong key={finding.what} {...finding} />)}
    </>
  )
}

/** The app that asked, by its name. */
function App({ id }: { readonly id: string }): ReactNode {
  const t = useTexts(traceTexts)
  const { project } = useMe()
  const [app] = usePages(clientsPath(project.id, { id }), EVERY_CLIENT).rows
  return <Link to={`apps/${id}`}>{app?.name ?? t('app')}</Link>
}

const titleOf = ({ request, status, error, outcome }: Step): string =>
  [`${request} → ${status}`, error ?? outcome].filter((word) => word !== undefined).join(', ')
