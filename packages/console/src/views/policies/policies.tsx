import { type ReactNode, useMemo } from 'react'
import { fhirPages, type Paged, searchPath, usePages } from '#api'
import { useMay, useMe, useQuery } from '#frame'
import { useFormat, useTexts } from '#language'
import { type Column, Empty, Find, Link, LinkButton, List, Page } from '#parts'
import { Narrowed, useFinding } from '../home/narrowed/narrowed.tsx'
import type { PolicyEntry, StoredPolicy } from './policy-text.ts'
import { policyTexts } from './texts.ts'

const PAGES = fhirPages('AccessPolicy')
/** So many that most projects have them all in one page; the table shows only the rows in view. */
const PAGE = '500'

const FINDINGS = ['wildcard_policy'] as const

/** Every policy of the project that the person may see, or those that a finding is about. */
export default function Policies(): ReactNode {
  const t = useTexts(policyTexts)
  const may = useMay()
  const finding = useFinding(FINDINGS)
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
      {finding === undefined ? <All empty={<Empty action={add}>{t('empty')}</Empty>} /> : <Found by={finding} />}
    </Page>
  )
}

function All({ empty }: { readonly empty: ReactNode }): ReactNode {
  const t = useTexts(policyTexts)
  const [name, setName] = useQuery('name')
  const query = { _sort: 'name', _count: PAGE, 'name:contains': name.trim() }
  const pages = usePages(searchPath('AccessPolicy', query), PAGES)
  const columns = useColumns()
  return (
    <>
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
        empty={empty}
      />
    </>
  )
}

interface Named {
  readonly reference: string
  readonly display?: string
}
const FOUND: Paged<{ readonly policies: readonly Named[]; readonly next?: string }, Named> = {
  rows: ({ policies }) => policies,
  next: ({ next }) => next,
}
const idOf = ({ reference }: Named): string => reference.split('/')[1] ?? ''

/** Each leads to the policy, and to those who have it. */
function Found({ by }: { readonly by: (typeof FINDINGS)[number] }): ReactNode {
  const t = useTexts(policyTexts)
  const { project } = useMe()
  const query = new URLSearchParams({ finding: by, _count: '100' })
  const pages = usePages(`admin/projects/${project.id}/policies?${query.toString()}`, FOUND)
  const columns = useMemo<readonly Column<Named>[]>(
    () => [
      { name: 'name', title: t('name'), cell: ({ display, reference }) => display ?? reference },
      {
        name: 'holders',
        title: t('tab.holders'),
        holds: 'act',
        cell: (policy) => (
          <Link to={`policies/${idOf(policy)}`} search={{ tab: 'holders' }}>
            {t('tab.holders')}
          </Link>
        ),
      },
    ],
    [t],
  )
  return (
    <>
      <Narrowed by={by} to="policies" />
      <List
        label={t('heading')}
        pages={pages}
        columns={columns}
        keyOf={idOf}
        to={(policy) => `policies/${idOf(policy)}`}
        isFiltered
        empty={null}
      />
    </>
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
