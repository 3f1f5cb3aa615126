import { type ReactNode, useMemo, useState } from 'react'
import { type Paged, useAct, usePages } from '#api'
import { useMay, useMe } from '#frame'
import { useFormat, useTexts } from '#language'
import { Button, type Column, Confirm, Empty, List, notify, Section, Wrong } from '#parts'
import { devicesTexts } from './texts.ts'

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

interface Ended {
  readonly changed: readonly { readonly reference: string }[]
  readonly left: number
}

/** So many are named in the question; and allowed again by one request. */
const MOST_NAMED = 20
const STEP = 200

function EndBasic({ first, total }: { readonly first: readonly Client[]; readonly total: number }): ReactNode {
  const t = useTexts(devicesTexts)
  const may = useMay()
  const { project } = useMe()
  const [isOpen, open] = useState(false)
  const path = `admin/projects/${project.id}/clients/basic`
  const act = useAct<Ended>()
  const idsOf = ({ changed }: Ended): readonly string[] => changed.map(({ reference }) => reference.split('/')[1] ?? '')
  const tell = (allowed: boolean, ids: readonly string[]): void =>
    notify(
      t(allowed ? 'basic.back' : 'basic.ended', { count: ids.length }),
      allowed || ids.length === 0 ? undefined : () => void allow(ids).catch(() => undefined),
    )
  /** The server ends it for some at a time, until none is left. */
  const end = async (): Promise<void> => {
    const ended: string[] = []
    try {
      for (let left = true; left; ) {
        const { body } = await act.mutateAsync({ path, body: { allowed: false } })
        ended.push(...idsOf(body))
        left = body.left > 0 && body.changed.length > 0
      }
      open(false)
    } finally {
      // Whatever failed then, these have ended.
      if (ended.length > 0) tell(false, ended)
    }
  }
  const allow = async (ids: readonly string[]): Promise<void> => {
    const allowed: string[] = []
    for (let at = 0; at < ids.length; at += STEP) {
      const { body } = await act.mutateAsync({ path, body: { allowed: true, clients: ids.slice(at, at + STEP) } })
      allowed.push(...idsOf(body))
    }
    tell(true, allowed)
  }
  if (!may('manage_clients')) return null
  return (
    <>
      <Button kind="danger" onPress={() => open(true)}>
        {t('basic.end')}
      </Button>
      {act.error !== null && !isOpen ? <Wrong error={act.error} /> : null}
      <Confirm
        title={t('basic.end.title', { project: project.name ?? '' })}
        isOpen={isOpen}
        onClose={() => open(false)}
        action={t('basic.end')}
        isBusy={act.isPending}
        error={act.error}
        onConfirm={() => void end().catch(() => undefined)}
      >
        <p>{t('basic.end.will', { count: total })}</p>
        <FirstOf clients={first} total={total} />
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
