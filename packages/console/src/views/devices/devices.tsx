import { type ReactNode, useDeferredValue, useMemo } from 'react'
import { usePages } from '#api'
import { useMay, useMe, useQuery } from '#frame'
import { useFormat, useTexts } from '#language'
import { Chip, type Column, Empty, Find, LinkButton, List, Page } from '#parts'
import { Basic } from './basic.tsx'
import { type Device, devicePages } from './listed.ts'
import { devicesTexts } from './texts.ts'

/** Who is connected, when each was last here, and who still sends a secret with every request. */
export default function DeviceList(): ReactNode {
  const t = useTexts(devicesTexts)
  const { project } = useMe()
  const may = useMay()
  const [text, setText] = useQuery('name')
  const name = useDeferredValue(text.trim())
  const { path, paged } = useMemo(() => devicePages(project.id, name), [project.id, name])
  const pages = usePages(path, paged)
  const columns = useColumns()
  const add = may('connect_devices') ? (
    <LinkButton to="devices/new" kind="primary">
      {t('add')}
    </LinkButton>
  ) : undefined
  return (
    <Page title={t('heading')} lead={t('lead')} actions={add}>
      <div className="filters">
        <Find label={t('find')} value={text} onChange={setText} />
      </div>
      <List
        label={t('heading')}
        pages={pages}
        columns={columns}
        keyOf={({ id }) => id}
        to={({ id }) => `devices/${id}`}
        isFiltered={name !== ''}
        empty={<Empty action={add}>{t('empty')}</Empty>}
      />
      <Basic />
    </Page>
  )
}

function useColumns(): readonly Column<Device>[] {
  const t = useTexts(devicesTexts)
  const format = useFormat()
  return useMemo(
    () => [
      { name: 'name', title: t('name'), cell: ({ name, id }) => name ?? id },
      {
        name: 'proof',
        title: t('proof'),
        cell: ({ signs, keySince }) =>
          signs
            ? keySince === null
              ? t('proof.key')
              : t('proof.key.since', { at: format.day(keySince) })
            : t('proof.secret'),
      },
      {
        name: 'used',
        title: t('used'),
        cell: ({ lastUsedAt, lastAddress }) =>
          lastUsedAt === null ? t('never') : `${format.ago(lastUsedAt)} · ${lastAddress ?? ''}`,
      },
      { name: 'program', title: t('program'), cell: ({ program }) => program ?? '–' },
      { name: 'state', title: t('state'), cell: (device) => <State device={device} /> },
    ],
    [t, format],
  )
}

export function State({ device: { active, ended } }: { readonly device: Device }): ReactNode {
  const t = useTexts(devicesTexts)
  if (active) return <Chip tone="good">{t('state.on')}</Chip>
  return <Chip tone="bad">{t(ended?.as === 'lost' ? 'state.lost' : 'state.off')}</Chip>
}
