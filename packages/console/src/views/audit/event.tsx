import type { ReactNode } from 'react'
import { useRead } from '#api'
import { useMe, useParam } from '#frame'
import { useFormat, useTexts } from '#language'
import { Chip, Facts, Found, Link, LinkButton, type NamedProps, Page, Section, Snippet, shortReference } from '#parts'
import { useKindName } from './kinds/kind.tsx'
import { Reason } from './reasons/reason.tsx'
import { whoSaw } from './search.ts'
import { auditTexts } from './texts.ts'
import { type AuditEvent, type Searchset, type Told, toldOf } from './told.ts'
import { TraceLink } from './trace-link.tsx'

/** One event, with all that it tells. */
export default function Event(): ReactNode {
  const t = useTexts(auditTexts)
  const id = useParam('id')
  // A search, since it has the names.
  const found = useRead<Searchset>(`fhir/R4/AuditEvent?_id=${encodeURIComponent(id)}&_names=true`)
  return (
    <Found title={t('heading')} of={found}>
      {({ entry = [] }) => {
        const [first] = entry
        return first === undefined ? (
          <Page title={t('event.none')} lead={t('event.none.lead')}>
            <p>
              <Link to="audit">{t('heading')}</Link>
            </p>
          </Page>
        ) : (
          <Shown event={first.resource} />
        )
      }}
    </Found>
  )
}

function Shown({ event }: { readonly event: AuditEvent }): ReactNode {
  const t = useTexts(auditTexts)
  const format = useFormat()
  const told = toldOf(event)
  const { who, app, patient, actedFor, what, trace } = told
  const name = useKindName()(told.kind)
  const lead =
    name === undefined ? (
      format.time(told.at)
    ) : (
      <>
        {format.time(told.at)} <code dir="ltr">{told.kind}</code>
      </>
    )
  return (
    <Page title={name ?? told.kind} lead={lead} actions={<LinkButton to="audit">{t('back')}</LinkButton>}>
      <Section title={t('event.facts')}>
        <Facts
          facts={[
            [
              t('outcome'),
              <Chip key="outcome" tone={told.isRefused ? 'bad' : 'good'}>
                {told.isRefused ? t('outcome.refused') : t('outcome.allowed')}
              </Chip>,
            ],
            [t('reason'), told.reason === undefined ? undefined : <Reason key="reason" code={told.reason} />],
            [t('who'), nameOf(who) ?? told.account ?? t('nobody')],
            [t('app'), nameOf(app)],
            [t('actedFor'), nameOf(actedFor)],
            [t('about'), nameOf(what)],
            [t('patient'), nameOf(patient)],
            [t('query'), told.query],
            [t('address'), told.address],
            [t('browser'), told.browser],
            [t('trace'), trace === undefined ? undefined : <TraceLink key="trace" id={trace} at={told.at} />],
          ]}
        />
      </Section>
      <Next {...told} />
      <details>
        <summary>{t('event.resource')}</summary>
        <Snippet label={t('event.resource')} text={JSON.stringify(event, undefined, 2)} />
      </details>
    </Page>
  )
}

/** A deletion leaves no version that could be compared. */
const CHANGES: ReadonlySet<string> = new Set(['fhir.create', 'fhir.update', 'fhir.patch'])

/**
 * Links to what was changed, as far as one is offered records, and to the rest of the audit about the person, the patient
 * and the app of this event.
 */
function Next({ kind, what, version, who, patient, app }: Told): ReactNode {
  const t = useTexts(auditTexts)
  const { role } = useMe()
  const isChange = CHANGES.has(kind)
  return (
    <Section title={t('event.next')}>
      <ul className="plain">
        {what === undefined || version === undefined || role !== 'owner' ? null : (
          <li>
            <Link to={`resources/${what.reference}`} search={{ tab: 'history', ...(isChange && { version }) }}>
              {t(isChange ? 'event.change' : 'event.versions')}
            </Link>
          </li>
        )}
        {who === undefined ? null : (
          <li>
            <Link to="audit" search={{ person: who.reference }}>
              {t('whatDid', { name: who.name ?? shortReference(who.reference) })}
            </Link>
          </li>
        )}
        {patient === undefined ? null : (
          <li>
            <Link to="audit" search={whoSaw(patient.reference)}>
              {t('whoSawNamed', { name: patient.name ?? shortReference(patient.reference) })}
            </Link>
          </li>
        )}
        {app === undefined ? null : (
          <li>
            <Link to="audit" search={{ app: app.reference }}>
              {t('ofApp', { name: app.name ?? shortReference(app.reference) })}
            </Link>
          </li>
        )}
      </ul>
    </Section>
  )
}

function nameOf(named: NamedProps | undefined): ReactNode {
  if (named === undefined) return undefined
  return (
    <>
      {named.name === undefined ? null : <bdi>{named.name}</bdi>} <code>{named.reference}</code>
    </>
  )
}
