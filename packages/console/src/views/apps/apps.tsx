import { type ReactNode, useMemo } from 'react'
import { usePages } from '#api'
import { useMay, useMe, useQuery } from '#frame'
import { useFormat, useTexts } from '#language'
import { Chip, Choice, type Column, Empty, Find, LinkButton, List, Page } from '#parts'
import { Narrowed, useFinding } from '../home/narrowed/narrowed.tsx'
import { CLIENT_PAGES, type Client, clientsPath, EVERY_CLIENT } from './clients.ts'
import { appsTexts } from './texts.ts'

const KINDS = ['', 'app', 'server'] as const
const STATES = ['', 'true', 'false'] as const
const FINDINGS = ['unused_client', 'old_secret'] as const

/** Every app and server of the project: what it is, what it may do, and when it was last here. */
export default function Apps(): ReactNode {
  const t = useTexts(appsTexts)
  const { project } = useMe()
  const may = useMay()
  const [name, setName] = useQuery('name')
  const [kind, setKind] = useQuery('kind')
  const [active, setActive] = useQuery('active')
  const finding = useFinding(FINDINGS)
  const isFiltered = finding !== undefined || name !== '' || kind !== '' || active !== ''
  const pages = usePages(
    clientsPath(project.id, finding === undefined ? { name, kind, active } : { finding }),
    finding === undefined ? CLIENT_PAGES : EVERY_CLIENT,
  )
  const columns = useColumns()
  const add = may('manage_clients') ? (
    <LinkButton to="apps/new" kind="primary">
      {t('add')}
    </LinkButton>
  ) : undefined
  const kinds = KINDS.map((value) => ({ value, text: t(`kind.${value === '' ? 'all' : value}`) }))
  const states = STATES.map((value) => ({ value, text: t(`state.${STATE_NAMES[value]}`) }))
  return (
    <Page title={t('heading')} lead={t('lead')} actions={add}>
      {finding !== undefined ? (
        <Narrowed by={finding} to="apps" />
      ) : (
        <div className="filters">
          <Find label={t('find')} value={name} onChange={setName} />
          <Choice label={t('kind')} options={kinds} value={KINDS.find((one) => one === kind)} onChange={setKind} />
          <Choice
            label={t('state')}
            options={states}
            value={STATES.find((one) => one === active)}
            onChange={setActive}
          />
        </div>
      )}
      <List
        label={t('heading')}
        pages={pages}
        columns={columns}
        keyOf={({ id }) => id}
        to={({ id, kind: own }) => (own === 'device' ? `devices/${id}` : `apps/${id}`)}
        isFiltered={isFiltered}
        empty={<Empty action={add}>{t('empty')}</Empty>}
      />
    </Page>
  )
}

const STATE_NAMES = { '': 'all', true: 'active', false: 'off' } as const

function useColumns(): readonly Column<Client>[] {
  const t = useTexts(appsTexts)
  const format = useFormat()
  return useMemo(
    () => [
      { name: 'name', title: t('name'), cell: ({ name, id }) => name ?? id },
      { name: 'kind', title: t('kind'), cell: ({ kind }) => t(`kind.${kind}`) },
      {
        name: 'policy',
        title: t('policy'),
        cell: ({ policies = [] }) => format.list(policies.map(({ display, reference }) => display ?? reference)),
      },
      {
        name: 'used',
        title: t('used'),
        holds: 'time',
        cell: ({ lastUse }) => (lastUse === undefined ? t('used.never') : format.ago(lastUse.at)),
      },
      {
        name: 'state',
        title: t('state'),
        cell: ({ active, basicAllowed, oldSecret }) => (
          <>
            <Chip tone={active ? 'good' : 'bad'}>{active ? t('state.active') : t('state.off')}</Chip>{' '}
            {basicAllowed ? <Chip tone="bad">{t('basic')}</Chip> : null}{' '}
            {oldSecret === undefined ? null : <Chip>{t('secret.two')}</Chip>}
          </>
        ),
      },
    ],
    [t, format],
  )
}
