import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { request, useAct } from '#api'
import { useMay, useMe } from '#frame'
import { useFormat, useTexts } from '#language'
import { Button, Confirm, Link, Loading, notify, Section, Trouble, Wrong } from '#parts'
import { devicesTexts } from './texts.ts'

interface Client {
  readonly id: string
  readonly name?: string
  readonly kind: string
  readonly lastBasicAt?: string
}

interface Clients {
  readonly clients: readonly Client[]
  readonly next?: string
}

/** Every client that may still use Basic: all of them are named before it ends. */
async function readAll(projectId: string, signal: AbortSignal): Promise<readonly Client[]> {
  const found: Client[] = []
  let path: string | undefined = `admin/projects/${projectId}/clients?basic=true&_count=100`
  while (path !== undefined) {
    const { body }: { body: Clients } = await request<Clients>(path, { signal })
    found.push(...body.clients)
    path = body.next
  }
  return found
}

/** Who still sends a secret with every request, and one button to end it. */
export function Basic(): ReactNode {
  const t = useTexts(devicesTexts)
  const format = useFormat()
  const { project } = useMe()
  const read = useQuery({
    queryKey: ['basic', project.id],
    queryFn: ({ signal }) => readAll(project.id, signal),
  })
  if (read.error !== null)
    return (
      <Section title={t('basic')}>
        <Trouble error={read.error} again={() => void read.refetch()} />
      </Section>
    )
  const clients = read.data
  return (
    <Section
      title={t('basic')}
      actions={clients === undefined || clients.length === 0 ? undefined : <EndBasic clients={clients} />}
    >
      <p className="soft">{t('basic.lead')}</p>
      {clients === undefined || clients.length === 0 ? null : (
        <p className="soft">{t('basic.end.when', { count: clients.length })}</p>
      )}
      {clients === undefined ? (
        <Loading />
      ) : clients.length === 0 ? (
        <p className="card empty">{t('basic.none')}</p>
      ) : (
        <ul className="card items">
          {clients.map(({ id, name, kind, lastBasicAt }) => (
            <li key={id}>
              <Link to={kind === 'device' ? `devices/${id}` : `apps/${id}`}>{name ?? id}</Link>{' '}
              <span className="soft">
                {lastBasicAt === undefined ? t('basic.never') : t('basic.used', { ago: format.ago(lastBasicAt) })}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

function EndBasic({ clients }: { readonly clients: readonly Client[] }): ReactNode {
  const t = useTexts(devicesTexts)
  const may = useMay()
  const { project } = useMe()
  const [isOpen, open] = useState(false)
  const act = useAct<{ readonly changed: readonly { readonly reference: string }[] }>()
  /** Of those that were named; all are changed, or none. */
  const run = async (allowed: boolean, ids: readonly string[]): Promise<void> => {
    const { body } = await act.mutateAsync({
      path: `admin/projects/${project.id}/clients/basic`,
      body: { allowed, clients: ids },
    })
    open(false)
    const changed = body.changed.map(({ reference }) => reference.split('/')[1] ?? '')
    const undo = (): void => void run(true, changed).catch(() => undefined)
    notify(
      t(allowed ? 'basic.back' : 'basic.ended', { count: changed.length }),
      allowed || changed.length === 0 ? undefined : undo,
    )
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
        onConfirm={() =>
          void run(
            false,
            clients.map(({ id }) => id),
          ).catch(() => undefined)
        }
      >
        <p>{t('basic.end.will', { count: clients.length })}</p>
        <ul>
          {clients.slice(0, 20).map(({ id, name }) => (
            <li key={id}>{name ?? id}</li>
          ))}
        </ul>
      </Confirm>
    </>
  )
}
