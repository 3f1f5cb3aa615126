import type { Bundle } from '@damson/sdk'
import { type ReactNode, useMemo } from 'react'
import { type Paged, usePages } from '#api'
import { useQuery } from '#frame'
import { useFormat, useTexts } from '#language'
import { type Column, Empty, List, Loading, Page, Suggest, Trouble } from '#parts'
import { ColumnsButton } from './columns.tsx'
import { readConditions } from './conditions.ts'
import { Conditions } from './conditions-form.tsx'
import { type TypeModel, useTypes } from './model.ts'
import { bundlePages, type Row } from './pages.ts'
import { elementsOf, summaryOf, titleElementOf, titleOf } from './summary.ts'
import { resourceTexts } from './texts.ts'
import './resources.css'

const PAGED: Paged<Bundle, Row> = bundlePages()
const MOST_COLUMNS = 4
/** In the address: no columns but those that are always there. */
const NONE = '-'

/** Searches the resources of any type. The type, the conditions and the columns stand in the address. */
export default function Search(): ReactNode {
  const t = useTexts(resourceTexts)
  const types = useTypes()
  return (
    <Page title={t('heading')} lead={t('lead')}>
      {types.data !== undefined ? (
        <OfType types={types.data} />
      ) : types.error !== null ? (
        <Trouble error={types.error} again={() => void types.refetch()} />
      ) : (
        <Loading />
      )}
    </Page>
  )
}

function OfType({ types }: { readonly types: ReadonlyMap<string, TypeModel> }): ReactNode {
  const t = useTexts(resourceTexts)
  const [type, setType] = useQuery('type')
  const [asked, setAsked] = useQuery('q')
  const model = types.get(type)
  const searchable = [...types.values()].filter(({ interactions }) => interactions.has('search-type'))
  return (
    <>
      <div className="filters">
        <Suggest
          label={t('type')}
          hint={t('type.hint')}
          waits
          value={type}
          options={searchable.map((one) => ({ value: one.type }))}
          error={type !== '' && model === undefined ? t('type.unknown', { type }) : undefined}
          onChange={(next) => {
            setAsked('')
            setType(next)
          }}
        />
      </div>
      {model === undefined ? (
        <Empty>{t('choose')}</Empty>
      ) : (
        <>
          <Conditions key={`${type} ${asked}`} model={model} conditions={readConditions(asked)} onSearch={setAsked} />
          <Results type={type} asked={asked} />
        </>
      )}
    </>
  )
}

function Results({ type, asked }: { readonly type: string; readonly asked: string }): ReactNode {
  const t = useTexts(resourceTexts)
  const format = useFormat()
  const [chosen, setChosen] = useQuery('columns')
  const query = new URLSearchParams(asked)
  query.set('_count', '50')
  const pages = usePages(`fhir/R4/${type}?${query.toString()}`, PAGED)
  const elements = useMemo(() => elementsOf(pages.rows), [pages.rows])
  const titles = useMemo(() => new Set(pages.rows.map(titleElementOf)), [pages.rows])
  const usual = elements.filter((name) => !titles.has(name)).slice(0, MOST_COLUMNS)
  const shown = chosen === '' ? usual : chosen === NONE ? [] : chosen.split(',')
  const columns: readonly Column<Row>[] = useMemo(
    () => [
      { name: 'title', title: t('title'), cell: (row) => titleOf(row) ?? row.id },
      ...shown
        .filter((name) => name !== 'title')
        .map((name) => ({ name, title: name, cell: (row: Row) => summaryOf(row[name]) })),
      { name: 'id', title: t('id'), holds: 'long', cell: ({ id }) => <span className="mono">{id}</span> },
      {
        name: 'changed',
        title: t('changed'),
        holds: 'time',
        cell: ({ meta }) => (meta?.lastUpdated === undefined ? '–' : format.ago(meta.lastUpdated)),
      },
    ],
    [format, shown.join(), t('id')],
  )
  return (
    <>
      <div className="actions list-actions">
        <ColumnsButton
          elements={[...new Set([...elements, ...shown])]}
          chosen={shown}
          onChange={(names) => setChosen(names.length === 0 ? NONE : names.join(','))}
        />
      </div>
      <List
        label={t('results', { type })}
        pages={pages}
        columns={columns}
        keyOf={({ id }) => id}
        to={({ id }) => `resources/${type}/${id}`}
        empty={<Empty>{t('empty', { type })}</Empty>}
        isFiltered={asked !== ''}
      />
    </>
  )
}
