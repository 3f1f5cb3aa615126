import { type ReactNode, useMemo } from 'react'
import { useAct, usePages, useRead } from '#api'
import { useMay, useMe, useQuery } from '#frame'
import { useFormat, useTexts } from '#language'
import { Answer, Button, Chip, type Column, Confirm, Empty, List, notify, Page, Section, Table } from '#parts'
import { configuration } from '#session'
import { type Client, clientsPath, EVERY_CLIENT } from '../apps/clients.ts'
import { keysTexts } from './texts.ts'

/** A key of the JWKS, as `GET /admin/projects/:id/signing-keys` tells it. */
interface SigningKey {
  readonly kid: string
  readonly algorithm: string
  readonly state: 'next' | 'signing' | 'retired'
  readonly signsFrom: string
  readonly signsUntil: string
  readonly publishedUntil: string
}

interface SigningKeys {
  readonly keys: readonly SigningKey[]
}

/** The keys that sign tokens, and the secrets and keys of clients, each with its age. */
export default function Keys(): ReactNode {
  const t = useTexts(keysTexts)
  const { project } = useMe()
  const may = useMay()
  const read = useRead<SigningKeys>(`admin/projects/${project.id}/signing-keys`)
  return (
    <Page title={t('heading')} lead={t('lead')}>
      <Section title={t('signing')} actions={may('rotate_signing_keys') ? <Rotate /> : null}>
        <p className="soft">
          {t('signing.lead')} {may('rotate_signing_keys') ? t('rotate.effect') : null}
        </p>
        <Answer of={read}>{({ keys }) => <Signing keys={keys} />}</Answer>
      </Section>
      <Section title={t('clients')}>
        <p className="soft">{t('clients.lead')}</p>
        <Clients />
      </Section>
    </Page>
  )
}

function Signing({ keys }: SigningKeys): ReactNode {
  const t = useTexts(keysTexts)
  const format = useFormat()
  const columns: readonly Column<SigningKey>[] = [
    { name: 'kid', title: t('kid'), holds: 'long', cell: ({ kid }) => <span className="mono">{kid}</span> },
    { name: 'algorithm', title: t('algorithm'), holds: 'number', cell: ({ algorithm }) => algorithm },
    {
      name: 'state',
      title: t('state'),
      cell: ({ state }) => <Chip tone={state === 'signing' ? 'good' : undefined}>{t(`state.${state}`)}</Chip>,
    },
    {
      name: 'from',
      title: t('from'),
      holds: 'time',
      cell: ({ signsFrom }) => <span title={format.time(signsFrom)}>{format.ago(signsFrom)}</span>,
    },
    {
      name: 'until',
      title: t('until'),
      holds: 'time',
      cell: ({ signsUntil }) => <span title={format.time(signsUntil)}>{format.ago(signsUntil)}</span>,
    },
    {
      name: 'published',
      title: t('published'),
      holds: 'time',
      cell: ({ publishedUntil }) => format.day(publishedUntil),
    },
  ]
  return <Table label={t('signing')} columns={columns} rows={keys} keyOf={({ kid }) => kid} />
}

/** For those who run the server: its keys are those of every project. */
function Rotate(): ReactNode {
  const t = useTexts(keysTexts)
  const [asked, ask] = useQuery('rotate')
  const act = useAct()
  const rotate = async (): Promise<void> => {
    await act.mutateAsync({ path: 'admin/server/signing-keys/rotate', body: {} })
    ask('')
    notify(t('rotate.done'))
  }
  return (
    <>
      <Button onPress={() => ask('true')}>{t('rotate')}</Button>
      <Confirm
        title={t('rotate.title', { server: new URL(configuration.baseUrl).host })}
        isOpen={asked === 'true'}
        onClose={() => ask('')}
        action={t('rotate')}
        isBusy={act.isPending}
        error={act.error}
        onConfirm={() => void rotate().catch(() => undefined)}
      >
        <p>{t('rotate.will')}</p>
      </Confirm>
    </>
  )
}

/** Those with something that can be stolen. */
const PAGES: typeof EVERY_CLIENT = {
  ...EVERY_CLIENT,
  rows: (body) => EVERY_CLIENT.rows(body).filter(({ tokenEndpointAuthMethod: method }) => method !== 'none'),
}

const YEAR_MS = 365 * 86_400_000
const keyOf = ({ id }: Client): string => id
const pathOf = ({ id, kind }: Client): string => (kind === 'device' ? `devices/${id}` : `apps/${id}`)

function Clients(): ReactNode {
  const t = useTexts(keysTexts)
  const { project } = useMe()
  const pages = usePages(clientsPath(project.id, {}), PAGES)
  return (
    <List
      label={t('clients')}
      pages={pages}
      columns={useColumns()}
      keyOf={keyOf}
      to={pathOf}
      empty={<Empty>{t('clients.none')}</Empty>}
    />
  )
}

function useColumns(): readonly Column<Client>[] {
  const t = useTexts(keysTexts)
  const format = useFormat()
  return useMemo<readonly Column<Client>[]>(
    () => [
      { name: 'name', title: t('name'), cell: ({ id, name }) => <bdi>{name ?? id}</bdi> },
      {
        name: 'proof',
        title: t('proof'),
        cell: ({ tokenEndpointAuthMethod: method }) => t(method === 'private_key_jwt' ? 'proof.key' : 'proof.secret'),
      },
      {
        name: 'age',
        title: t('age'),
        holds: 'time',
        cell: ({ secretCreatedAt: at }) => {
          if (at === undefined) return '–'
          const isOld = Date.now() - Date.parse(at) > YEAR_MS
          return isOld ? <Chip tone="bad">{t('old', { when: format.ago(at) })}</Chip> : format.ago(at)
        },
      },
      {
        name: 'before',
        title: t('before'),
        cell: ({ oldSecret: old }) => {
          if (old === undefined) return '–'
          return old.lastUsedAt === undefined
            ? t('before.unused')
            : t('before.used', { when: format.ago(old.lastUsedAt) })
        },
      },
      {
        name: 'used',
        title: t('used'),
        holds: 'time',
        cell: ({ lastUse }) => (lastUse === undefined ? t('never') : format.ago(lastUse.at)),
      },
    ],
    [t, format],
  )
}
