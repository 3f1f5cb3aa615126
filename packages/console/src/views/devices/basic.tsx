import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { request } from '#api'
import { useMay, useMe } from '#frame'
import { useFormat, useTexts } from '#language'
import { Button, Confirm, Link, Loading, notify, Section, Trouble, Wrong } from '#parts'
import { devicesTexts } from './texts.ts'

interface Client {
  readonly id: string
  readonly name?: string
  readonly kind: string
  readonly basicAllowed: boolean
  readonly lastBasicAt?: string
}

interface Clients {
  readonly clients: readonly Client[]
  readonly next?: string
}

/** Every client that may still use Basic. There are few, but they may be anywhere in the list. */
async function readAll(projectId: string, signal: AbortSignal): Promise<readonly Client[]> {
  const found: Client[] = []
  let path: string | undefined = `admin/projects/${projectId}/clients?_count=100`
  while (path !== undefined) {
    const { body }: { body: Clients } = await request<Clients>(path, { signal })
    found.push(...body.clients.filter(({ basicAllowed }) => basicAllowed))
    path = body.next
  }
  return found
}

/** Allows or ends Basic for one client, whatever else somebody changes of it. */
function allow({ id }: Client, isAllowed: boolean): Promise<unknown> {
  return request(`fhir/R4/ClientApplication/${id}`, {
    method: 'PATCH',
    type: 'application/json-patch+json',
    body: [{ op: 'add', path: '/basicAllowed', value: isAllowed }],
  })
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
  const queries = useQueryClient()
  const [isOpen, open] = useState(false)
  const [done, setDone] = useState<number>()
  const [error, setError] = useState<Error | null>(null)
  const run = async (isAllowed: boolean): Promise<void> => {
    setError(null)
    try {
      for (const [at, client] of clients.entries()) {
        setDone(at)
        await allow(client, isAllowed)
      }
      open(false)
      notify(
        t(isAllowed ? 'basic.back' : 'basic.ended', { count: clients.length }),
        isAllowed ? undefined : () => void run(true),
      )
    } catch (cause) {
      setError(cause instanceof Error ? cause : new Error(String(cause)))
    } finally {
      setDone(undefined)
      await queries.invalidateQueries()
    }
  }
  if (!may('manage_clients')) return null
  return (
    <>
      <Button kind="danger" onPress={() => open(true)}>
        {t('basic.end')}
      </Button>
      {error !== null && !isOpen ? <Wrong error={error} /> : null}
      <Confirm
        title={t('basic.end.title')}
        isOpen={isOpen}
        onClose={() => open(false)}
        action={t('basic.end')}
        isBusy={done !== undefined}
        error={error}
        onConfirm={() => void run(false)}
      >
        <p>{t('basic.end.will', { count: clients.length })}</p>
        <ul>
          {clients.slice(0, 20).map(({ id, name }) => (
            <li key={id}>{name ?? id}</li>
          ))}
        </ul>
        <p role="status">{done === undefined ? '' : t('basic.progress', { done, all: clients.length })}</p>
      </Confirm>
    </>
  )
}
