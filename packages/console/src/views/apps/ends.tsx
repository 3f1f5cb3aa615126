import { type ReactNode, useState } from 'react'
import { useAct } from '#api'
import { useGoOn, useMay } from '#frame'
import { useTexts } from '#language'
import { Button, Confirm, notify, useChanging, Wrong } from '#parts'
import { clientPath } from './clients.ts'
import type { PartProps } from './known.ts'
import { appsTexts } from './texts.ts'

/** Turning a client off and on, which can be undone, and deleting it, which cannot. */
export function Ends({ client, etag }: PartProps): ReactNode {
  const t = useTexts(appsTexts)
  const may = useMay()
  const go = useGoOn()
  const act = useAct()
  const { change, isBusy, error, dialog } = useChanging()
  const [asked, ask] = useState<'off' | 'delete'>()
  const isOn = (client.status ?? 'active') === 'active'
  const name = client.name ?? client.id
  const turn = async (status: 'active' | 'off', version: string | undefined): Promise<void> => {
    const saved = await change(clientPath(client.id), { ...client, status }, version)
    if (saved === undefined) return
    ask(undefined)
    const back = status === 'off' ? 'active' : 'off'
    notify(t(`ends.${status}.done`, { name }), () => void turn(back, saved.etag))
  }
  const remove = async (): Promise<void> => {
    await act.mutateAsync({ path: clientPath(client.id), method: 'DELETE', ifMatch: etag })
    notify(t('ends.delete.done', { name }))
    go('apps')
  }
  if (!may('manage_clients')) return null
  return (
    <>
      <Button isBusy={isBusy} onPress={() => (isOn ? ask('off') : void turn('active', etag))}>
        {t(isOn ? 'ends.off' : 'ends.on')}
      </Button>
      <Button kind="danger" onPress={() => ask('delete')}>
        {t('ends.delete')}
      </Button>
      {error !== null && asked === undefined ? <Wrong error={error} /> : null}
      <Confirm
        title={t('ends.off.title', { name })}
        isOpen={asked === 'off'}
        onClose={() => ask(undefined)}
        action={t('ends.off')}
        isBusy={isBusy}
        error={error}
        onConfirm={() => void turn('off', etag)}
      >
        <p>{t('ends.off.will')}</p>
      </Confirm>
      {asked === 'delete' ? (
        <Confirm
          title={t('ends.delete.title', { name })}
          isOpen
          onClose={() => ask(undefined)}
          action={t('ends.delete')}
          name={name}
          isBusy={act.isPending}
          error={act.error}
          onConfirm={() => void remove().catch(() => undefined)}
        >
          <p>{t('ends.delete.will')}</p>
        </Confirm>
      ) : null}
      {dialog}
    </>
  )
}
