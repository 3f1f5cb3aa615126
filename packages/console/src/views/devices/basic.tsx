import { type ReactNode, useMemo, useState } from 'react'
import { type Paged, usePages } from '#api'
import { useMay, useMe } from '#frame'
import { useFormat, useTexts } from '#language'
import { Button, type Column, Confirm, Empty, List, Section, Wrong } from '#parts'
import { devicesTexts } from './texts.ts'
import { useEnding } from './use-ending.ts'

interface Client {
  readonly id: string
  readonly name?: string
  readonly kind: string
  readonly lastBasicAt?: string
}

interface Clients {
  readonly clients: readonly Client[]
  readonly total: number
  readonly next?: string
}

const CLIENTS: Paged<Clients, Client> = {
  rows: ({ clients }) => clients,
  next: ({ next }) => next,
  total: ({ total }) => total,
}
const keyOf = ({ id }: Client): string => id
const pageOf = ({ id, kind }: Client): string => (kind === 'device' ? `devices/${id}` : `apps/${id}`)

/** Who still sends a secret with every request, and one button to end it. */
export function Basic(): ReactNode {
  const t = useTexts(devicesTexts)
  const { project } = useMe()
  const pages = usePages(`admin/projects/${project.id}/clients?basic=true&_count=100`, CLIENTS)
  const columns = useColumns()
  const { rows, total = 0 } = pages
  return (
    <Section title={t('basic')} actions={total === 0 ? undefined : <EndBasic first={rows} total={total} />}>
      <p className="soft">{t('basic.lead')}</p>
      {total === 0 ? null : <p className="soft">{t('basic.end.when', { count: total })}</p>}
      <List
        label={t('basic')}
        pages={pages}
        columns={columns}
        keyOf={keyOf}
        to={pageOf}
        empty={<Empty>{t('basic.none')}</Empty>}
      />
    </Section>
  )
}

function useColumns(): readonly Column<Client>[] {
  const t = useTexts(devicesTexts)
  const format = useFormat()
  return useMemo(
    () => [
      { name: 'name', title: t('name'), cell: ({ name, id }) => name ?? id },
      {
        name: 'used',
        title: t('basic.last'),
        cell: ({ lastBasicAt }) => (lastBasicAt === undefined ? t('basic.never') : format.ago(lastBasicAt)),
      },
    ],
    [t, format],
  )
}

/** So many are named in the question. */
const MOST_NAMED = 20

function EndBasic({ first, total }: { readonly first: readonly Client[]; readonly total: number }): ReactNode {
  const t = useTexts(devicesTexts)
  const may = useMay()
  const { project } = useMe()
  const [isOpen, open] = useState(false)
  const ending = useEnding(total, () => open(false))
  if (!may('manage_clients')) return null
  return (
    <>
      <Button kind="danger" onPress={() => open(true)}>
        {t('basic.end')}
      </Button>
      {ending.error !== null && !isOpen ? <Wrong error={ending.error} /> : null}
      <Confirm
        title={t('basic.end.title', { project: project.name ?? '' })}
        isOpen={isOpen}
        onClose={() => {
          ending.stop()
          open(false)
        }}
        action={t('basic.end')}
        isBusy={ending.soFar !== undefined}
        error={ending.error}
        onConfirm={ending.start}
      >
        <p>{t('basic.end.will', { count: total })}</p>
        <FirstOf clients={first} total={total} />
        {ending.soFar === undefined ? null : (
          <p role="status">
            <progress value={ending.soFar.done} max={ending.soFar.of} aria-hidden="true" />{' '}
            {t('basic.ending', { done: ending.soFar.done, of: ending.soFar.of })}
          </p>
        )}
      </Confirm>
    </>
  )
}

function FirstOf({ clients, total }: { readonly clients: readonly Client[]; readonly total: number }): ReactNode {
  const t = useTexts(devicesTexts)
  return (
    <ul>
      {clients.slice(0, MOST_NAMED).map(({ id, name }) => (
        <li key={id}>{name ?? id}</li>
      ))}
      {total > MOST_NAMED ? <li>{t('basic.more', { count: total - MOST_NAMED })}</li> : null}
    </ul>
  )
}
