import { type ReactNode, useMemo } from 'react'
import { type Paged, usePages, useRead } from '#api'
import { useMay, useQuery } from '#frame'
import { useFormat, useTexts } from '#language'
import { Check, Chip, type Column, Empty, Link, List, Page } from '#parts'
import { useClientNames } from '../apps/client-names.ts'
import { ByReference } from './by-reference.tsx'
import { traceTexts } from './texts.ts'
import { TurnOff } from './turn-off.tsx'
import { TurnOn } from './turn-on.tsx'

interface Step {
  readonly id: string
  readonly at: string
  readonly request: string
  readonly status: number
  readonly error?: string
  readonly outcome?: string
  readonly client?: { readonly reference: string }
  readonly finding?: string
}

interface Steps {
  readonly developerMode: boolean
  readonly steps: readonly Step[]
  readonly next?: string
}

const PAGED: Paged<Steps, Step> = { rows: ({ steps }) => steps, next: ({ next }) => next }

/** While one waits for an app to try again. */
const EVERY_MS = 4_000

/** The requests of apps of the last day, and what was wrong with each. */
export default function Traces(): ReactNode {
  const t = useTexts(traceTexts)
  const [all, setAll] = useQuery('all')
  const [client, setClient] = useQuery('client')
  const query = new URLSearchParams({ _count: '100' })
  if (all !== 'true') query.set('refused', 'true')
  if (client !== '') query.set('client', client)
  const pages = usePages(`auth/traces?${query}`, PAGED, { everyMs: EVERY_MS })
  const mode = useRead<Steps>('auth/traces?_count=1')
  const ofRows = pages.rows.flatMap(({ client: of }) => (of === undefined ? [] : [idOf(of)]))
  const names = useClientNames(client === '' ? ofRows : [client, ...ofRows])
  const columns = useColumns(names)
  const may = useMay()
  const isOff = mode.data?.body.developerMode === false
  return (
    <Page title={t('heading')} lead={t('lead')}>
      {isOff && may('change_project') ? <TurnOn>{t('off')}</TurnOn> : null}
      {mode.data?.body.developerMode === true && may('change_project') ? <TurnOff /> : null}
      <ByReference />
      <div className="filters">
        <Check isSelected={all !== 'true'} onChange={(on) => setAll(on ? '' : 'true')}>
          {t('refusedOnly')}
        </Check>
        {client === '' ? null : (
          <Check isSelected onChange={() => setClient('')}>
            {t('ofClient')} <bdi>{names.get(client) ?? client}</bdi>
          </Check>
        )}
      </div>
      <List
        label={t('heading')}
        pages={pages}
        columns={columns}
        keyOf={({ id }) => id}
        to={({ id }) => `traces/${id}`}
        isFiltered={client !== ''}
        empty={isOff && may('change_project') ? null : <Empty>{isOff ? t('off.elsewhere') : t('empty')}</Empty>}
      />
    </Page>
  )
}

const idOf = ({ reference }: { readonly reference: string }): string => reference.split('/')[1] ?? ''

function useColumns(names: ReadonlyMap<string, string>): readonly Column<Step>[] {
  const t = useTexts(traceTexts)
  const format = useFormat()
  return useMemo(
    () => [
      { name: 'when', title: t('when'), holds: 'time', cell: ({ at }) => <time dateTime={at}>{format.time(at)}</time> },
      { name: 'request', title: t('request'), holds: 'long', cell: ({ request }) => <code dir="ltr">{request}</code> },
      {
        name: 'answer',
        title: t('answer'),
        cell: ({ status, error, outcome }) => (
          <Chip tone={status >= 400 || error !== undefined ? 'bad' : 'good'}>
            <bdi dir="ltr">{[status, error ?? outcome].filter(Boolean).join(' ')}</bdi>
          </Chip>
        ),
      },
      {
        name: 'finding',
        title: t('wrong'),
        holds: 'long',
        cell: ({ finding }) =>
          finding === undefined ? (
            '–'
          ) : (
            <span lang="en" dir="ltr">
              {finding}
            </span>
          ),
      },
      {
        name: 'app',
        title: t('app'),
        cell: ({ client }) =>
          client === undefined ? (
            '–'
          ) : (
            <Link to="traces" search={{ client: idOf(client) }}>
              <span className="apart">{t('ofThisApp')} </span>
              <bdi>{names.get(idOf(client)) ?? t('app')}</bdi>
            </Link>
          ),
      },
    ],
    // The names come after the rows.
    [format, names.size],
  )
}
