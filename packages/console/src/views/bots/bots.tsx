import type { Bot } from '@damson/sdk'
import { type ReactNode, useMemo } from 'react'
import { fhirPages, searchPath, usePages } from '#api'
import { useMay, useQuery } from '#frame'
import { useFormat, useTexts } from '#language'
import { type Column, Empty, Find, LinkButton, List, Page } from '#parts'
import { botsTexts } from './texts.ts'

const PAGES = fhirPages('Bot')

export default function Bots(): ReactNode {
  const t = useTexts(botsTexts)
  const may = useMay()
  const [name, setName] = useQuery('name')
  const query = { 'name:contains': name, _sort: 'name', _count: '100' }
  const pages = usePages(searchPath('Bot', query), PAGES)
  const columns = useColumns()
  const add = may('manage_bots') ? (
    <LinkButton to="bots/new" kind="primary">
      {t('add')}
    </LinkButton>
  ) : undefined
  return (
    <Page title={t('heading')} lead={t('lead')} actions={add}>
      <div className="filters">
        <Find label={t('find')} value={name} onChange={setName} />
      </div>
      <List
        label={t('heading')}
        pages={pages}
        columns={columns}
        keyOf={({ id }) => id}
        to={({ id }) => `bots/${id}`}
        isFiltered={name !== ''}
        empty={<Empty action={add}>{t('empty')}</Empty>}
      />
    </Page>
  )
}

function useColumns(): readonly Column<Bot & { id: string }>[] {
  const t = useTexts(botsTexts)
  const format = useFormat()
  return useMemo(
    () => [
      { name: 'name', title: t('name'), cell: ({ name, id }) => name ?? id },
      { name: 'description', title: t('description'), holds: 'long', cell: ({ description }) => description },
      {
        name: 'changed',
        title: t('changed'),
        holds: 'time',
        cell: ({ meta }) => (meta?.lastUpdated === undefined ? '–' : format.ago(meta.lastUpdated)),
      },
    ],
    [t, format],
  )
}
