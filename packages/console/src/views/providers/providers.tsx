import type { ProjectIdentityProvider } from '@damson/sdk'
import { type ReactNode, useMemo } from 'react'
import { fhirPages, searchPath, usePages } from '#api'
import { useMay } from '#frame'
import { useTexts } from '#language'
import { Chip, type Column, Empty, LinkButton, List, Page } from '#parts'
import { providersTexts } from './texts.ts'

type Row = ProjectIdentityProvider & { readonly id: string }

const PATH = searchPath('ProjectIdentityProvider', { _count: '100' })
const PAGED = fhirPages('ProjectIdentityProvider')

export default function Providers(): ReactNode {
  const t = useTexts(providersTexts)
  const may = useMay()
  const pages = usePages(PATH, PAGED)
  const columns = useMemo<readonly Column<Row>[]>(
    () => [
      { name: 'name', title: t('name'), cell: ({ identityProvider: { name, issuer } }) => name ?? issuer ?? '–' },
      {
        name: 'issuer',
        title: t('issuer'),
        holds: 'long',
        cell: ({ identityProvider: { issuer, discoveryUrl } }) => (
          <span className="mono">{issuer ?? discoveryUrl}</span>
        ),
      },
      {
        name: 'state',
        title: t('state'),
        cell: ({ active, identityProvider: { clientId } }) => (
          <Chip tone={active === false ? 'bad' : 'good'}>
            {active === false ? t(clientId === undefined ? 'unfinished' : 'off') : t('on')}
          </Chip>
        ),
      },
    ],
    [t],
  )
  const add = may('change_providers') ? (
    <LinkButton to="providers/new" kind="primary">
      {t('add')}
    </LinkButton>
  ) : null
  return (
    <Page title={t('heading')} lead={t('lead')} actions={add}>
      <List
        label={t('heading')}
        pages={pages}
        columns={columns}
        keyOf={({ id }) => id}
        to={({ id }) => `providers/${id}`}
        empty={<Empty>{t('empty')}</Empty>}
      />
    </Page>
  )
}
