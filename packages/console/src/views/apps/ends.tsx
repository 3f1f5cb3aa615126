import { type ReactNode, useState } from 'react'
import { useGoOn, useMay } from '#frame'
import { useTexts } from '#language'
import { Button, Confirm, notify, Removing, useChanging, Wrong } from '#parts'
import { clientPath } from './clients.ts'
import type { PartProps } from './known.ts'
import { appsTexts } from './texts.ts'

/** Turning a client off and on, which can be undone, and deleting it, which cannot. */
export function Ends({ client, etag, isHeld }: PartProps): ReactNode {
  const t = useTexts(appsTexts)
  const may = useMay()
  const go = useGoOn()
  const { change, isBusy, error, dialog } = useChanging()
  const [isAsking, ask] = useState(false)
  const isOn = (client.status ?? 'active') === 'active'
  const name = client.name ?? client.id
  const turn = async (status: 'active' | 'off', version: string | undefined): Promise<void> => {
    const saved = await change(clientPath(client.id), { ...client, status }, version)
    if (saved === undefined) return
    ask(false)
    const back = status === 'off' ? 'active' : 'off'
    notify(t(`ends.${status}.done`, { name }), () => void turn(back, saved.etag))
  }
  if (isHeld || !may('manage_clients')) return null
  return (
    <>
      <Button isBusy={isBusy} onPress={() => (isOn ? ask(true) : void turn('active', etag))}>
        {t(isOn ? 'ends.off' : 'ends.on')}
      </Button>
      <Removing
        path={clientPath(client.id)}
        of={{ body: client, etag }}
        name={name}
        button={t('ends.delete')}
        title={t('ends.delete.title', { name })}
        onRemoved={() => {
          notify(t('ends.delete.done', { name }))
          go('apps')
        }}
      >
        <p>{t('ends.delete.will')}</p>
      </Removing>
      {error !== null && !isAsking ? <Wrong error={error} /> : null}
      <Confirm
        title={t('ends.off.title', { name })}
        isOpen={isAsking}
        onClose={() => ask(false)}
        action={t('ends.off')}
        isBusy={isBusy}
        error={error}
        onConfirm={() => void turn('off', etag)}
      >
        <p>{t('ends.off.will')}</p>
      </Confirm>
      {dialog}
    </>
  )
}
