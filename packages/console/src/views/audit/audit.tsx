import { type ReactNode, useMemo } from 'react'
import { type Paged, usePages } from '#api'
import { useQuery } from '#frame'
import { useFormat, useTexts } from '#language'
import { Button, Check, Chip, Choice, type Column, Empty, Field, Link, List, Named, Page } from '#parts'
import { ExportDialog, ExportProgress } from './export.tsx'
import { type FiltersInAddress, useFilters } from './filters.ts'
import { OF_ACCOUNTS, useKindOptions } from './kinds/filter.ts'
import { Kind } from './kinds/kind.tsx'
import { useWatched } from './live.ts'
import { Picked } from './pick.tsx'
import { searchOf, whoSaw } from './search.ts'
import { auditTexts } from './texts.ts'
import { Timeline } from './timeline.tsx'
import { type Searchset, type Told, toldIn } from './told.ts'

const PAGED: Paged<Searchset, Told> = {
  rows: toldIn,
  next: ({ link = [] }) => link.find(({ relation }) => relation === 'next')?.url,
}

/** Who did what, when, to whom, and how it ended: newest first, or as it happens. */
export default function Audit(): ReactNode {
  const t = useTexts(auditTexts)
  const address = useFilters()
  const [exporting, setExporting] = useQuery('export')
  const [live, setLive] = useQuery('live')
  const search = searchOf(address.filters)
  const pages = usePages(`fhir/R4/AuditEvent?${withNames(search)}&_count=100`, PAGED)
  const watched = useWatched(live === 'true' ? withNames(search) : undefined)
  const columns = useColumns()
  const known = new Set(pages.rows.map(({ id }) => id))
  const rows = [...watched.events.filter(({ id }) => !known.has(id)), ...pages.rows]
  return (
    <Page
      title={t('heading')}
      lead={t('lead')}
      actions={<Button onPress={() => setExporting('true')}>{t('export')}</Button>}
    >
      {exporting === 'true' ? null : <ExportProgress />}
      <FilterFields {...address} />
      {OF_ACCOUNTS.has(address.filters.kind) ? <p className="soft">{t('accounts')}</p> : null}
      <Timeline filters={address.filters} />
      <div className="filters">
        <Check isSelected={live === 'true'} onChange={(on) => setLive(on ? 'true' : '')}>
          {t('live')}
        </Check>
        <p className="soft" role="status">
          {live !== 'true' ? '' : watched.error === undefined ? t('live.on') : t('live.lost')}
        </p>
      </div>
      <List
        label={t('heading')}
        pages={{ ...pages, rows }}
        columns={columns}
        keyOf={({ id }) => id}
        to={({ id }) => `audit/${id}`}
        isFiltered={address.isFiltered}
        empty={<Empty>{t('empty')}</Empty>}
      />
      <ExportDialog search={search} isOpen={exporting === 'true'} onClose={() => setExporting('')} />
    </Page>
  )
}

function withNames(search: URLSearchParams): string {
  return new URLSearchParams([...search, ['_names', 'true']]).toString()
}

function FilterFields({ filters, set, isFiltered }: FiltersInAddress): ReactNode {
  const t = useTexts(auditTexts)
  const kinds = useKindOptions(filters.kind)
  return (
    <div className="filters">
      <Picked label={t('person')} of="person" value={filters.person} onChange={set.person} />
      <Picked label={t('patient')} of="patient" value={filters.patient} onChange={set.patient} />
      <Picked label={t('app')} of="app" value={filters.app} onChange={set.app} />
      <Choice label={t('kind')} options={kinds} value={filters.kind} onChange={set.kind} />
      <Choice
        label={t('outcome')}
        options={[
          { value: '', text: t('outcome.all') },
          { value: 'allowed', text: t('outcome.allowed') },
          { value: 'refused', text: t('outcome.refused') },
        ]}
        value={filters.outcome}
        onChange={set.outcome}
      />
      <div className="together">
        <Field label={t('from')} type="date" value={filters.from} onChange={set.from} />
        <Field label={t('until')} type="date" value={filters.until} onChange={set.until} />
      </div>
      {isFiltered ? (
        <p>
          <Link to="audit">{t('clear')}</Link>
        </p>
      ) : null}
    </div>
  )
}

function useColumns(): readonly Column<Told>[] {
  const t = useTexts(auditTexts)
  const format = useFormat()
  return useMemo(
    () => [
      { name: 'when', title: t('when'), holds: 'time', cell: ({ at }) => <time dateTime={at}>{format.time(at)}</time> },
      { name: 'who', title: t('who'), holds: 'long', cell: (event) => <Who {...event} /> },
      { name: 'kind', title: t('kind'), cell: ({ kind }) => <Kind kind={kind} /> },
      { name: 'about', title: t('about'), cell: (event) => <About {...event} /> },
      {
        name: 'outcome',
        title: t('outcome'),
        cell: ({ id, isRefused, reason, trace }) => (
          <>
            <Chip tone={isRefused ? 'bad' : 'good'}>{isRefused ? t('outcome.refused') : t('outcome.allowed')}</Chip>{' '}
            {isRefused && (reason ?? trace) !== undefined ? <Link to={`audit/${id}`}>{t('why')}</Link> : null}
          </>
        ),
      },
    ],
    [format],
  )
}

/** Who did it, with which app: one press shows all that they did. */
function Who({ who, app, actedFor, account }: Told): ReactNode {
  const t = useTexts(auditTexts)
  if (who === undefined) return account === undefined ? t('nobody') : <bdi>{account}</bdi>
  return (
    <>
      <Link to="audit" search={{ person: who.reference }}>
        <Named {...who} />
      </Link>{' '}
      {app === undefined ? null : (
        <small>
          {t('with')} <Named {...app} />
        </small>
      )}
      {actedFor === undefined ? null : (
        <small>
          {t('for')} <Named {...actedFor} />
        </small>
      )}
    </>
  )
}

/** What it was about: one press shows who saw that patient. */
function About({ what, patient }: Told): ReactNode {
  const t = useTexts(auditTexts)
  return (
    <>
      {what === undefined || what.reference === patient?.reference ? null : (
        <>
          <Named {...what} />{' '}
        </>
      )}
      {patient === undefined ? null : (
        <Link to="audit" search={whoSaw(patient.reference)}>
          <span className="apart">{t('whoSaw')} </span>
          <Named {...patient} />
        </Link>
      )}
    </>
  )
}
