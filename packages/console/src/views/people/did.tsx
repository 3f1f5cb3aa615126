import type { ReactNode } from 'react'
import { searchPath, useRead } from '#api'
import { useFormat, useTexts } from '#language'
import { Answer, Chip, type Column, Empty, LinkButton, Named, Section, Table } from '#parts'
import { Kind } from '../audit/kinds/kind.tsx'
import { type Searchset, type Told, toldIn } from '../audit/told.ts'
import { peopleTexts } from './texts.ts'

/** The last that the person did, of what the audit holds. */
export function Did({ profile }: { readonly profile: string }): ReactNode {
  const t = useTexts(peopleTexts)
  const search = { agent: profile, _sort: '-date', _count: '10', _names: 'true' }
  const events = useRead<Searchset>(searchPath('AuditEvent', search))
  return (
    <Section
      title={t('did')}
      actions={
        <LinkButton to="audit" search={{ person: profile }}>
          {t('did.all')}
        </LinkButton>
      }
    >
      <Answer of={events}>
        {(found) => (toldIn(found).length === 0 ? <Empty>{t('did.none')}</Empty> : <DidThese events={toldIn(found)} />)}
      </Answer>
    </Section>
  )
}

function DidThese({ events }: { readonly events: readonly Told[] }): ReactNode {
  const t = useTexts(peopleTexts)
  const format = useFormat()
  const columns: readonly Column<Told>[] = [
    { name: 'when', title: t('did.when'), holds: 'time', cell: ({ at }) => format.time(at) },
    {
      name: 'what',
      title: t('did.what'),
      holds: 'long',
      cell: ({ kind, what }) => (
        <>
          <Kind kind={kind} /> {what === undefined ? null : <Named {...what} />}
        </>
      ),
    },
    {
      name: 'outcome',
      title: t('did.outcome'),
      cell: ({ isRefused }) => (
        <Chip tone={isRefused ? 'bad' : 'good'}>{isRefused ? t('did.refused') : t('did.allowed')}</Chip>
      ),
    },
  ]
  const to = ({ id }: Told): string => `audit/${id}`
  return <Table label={t('did')} columns={columns} rows={events} keyOf={({ id }) => id} to={to} />
}
