import { type ReactNode, useMemo } from 'react'
import { fhirPages, searchPath, usePages } from '#api'
import { useMay, useQuery } from '#frame'
import { useFormat, useTexts } from '#language'
import { type Column, Empty, Find, LinkButton, List, Page } from '#parts'
import type { PolicyEntry, StoredPolicy } from './policy-text.ts'
import { policyTexts } from './texts.ts'

const PAGES = fhirPages('AccessPolicy')
/** So many that most projects have them all in one page; the table shows only the rows in view. */
const PAGE = '500'

/** Every policy of the project that the person may see. */
export default function Policies(): ReactNode {
  const t = useTexts(policyTexts)
  const may = useMay()
  const [name, setName] = useQuery('name')
  const query = { _sort: 'name', _count: PAGE, 'name:contains': name.trim() }
  const pages = usePages(searchPath('AccessPolicy', query), PAGES)
  const columns = useColumns()
  const add = may('change_policies') ? (
    <LinkButton to="policies/new" kind="primary">
      {t('add')}
    </LinkButton>
  ) : null
  return (
    <Page
      title={t('heading')}
      lead={t('lead')}
      actions={
        <>
          <LinkButton to="policies/simulator">{t('simulator')}</LinkButton>
          {add}
        </>
      }
    >
      <div className="filters">
        <Find label={t('find')} value={name} onChange={setName} />
      </div>
      <List
        label={t('heading')}
        pages={pages}
        columns={columns}
        keyOf={({ id }) => id}
        to={({ id }) => `policies/${id}`}
        isFiltered={name !== ''}
        empty={<Empty action={add}>{t('empty')}</Empty>}
      />
    </Page>
  )
}

/** How many types of a policy are named in the list. */
const NAMED = 4

function useColumns(): readonly Column<StoredPolicy>[] {
  const t = useTexts(policyTexts)
  const format = useFormat()
  const typeIn = ({ resourceType, criteria }: PolicyEntry): string =>
    resourceType !== '*' ? resourceType : t(criteria === undefined ? 'types.all' : 'types.someOfAll')
  return useMemo(
    () => [
      { name: 'name', title: t('name'), cell: ({ name, id }) => name ?? id },
      {
        name: 'types',
        title: t('types'),
        cell: ({ resource = [] }) => {
          const types = [...new Set(resource.map(typeIn))]
          const more = types.length - NAMED
          const named = format.list(types.slice(0, NAMED))
          return more > 0 ? `${named} ${t('types.more', { count: more })}` : named
        },
      },
      { name: 'entries', title: t('entries'), holds: 'number', cell: ({ resource = [] }) => resource.length },
      {
        name: 'changed',
        title: t('changed'),
        holds: 'time',
        cell: ({ meta }) => (meta?.lastUpdated === undefined ? '–' : format.ago(meta.lastUpdated)),
      },
    ],
    [format],
  )
}
