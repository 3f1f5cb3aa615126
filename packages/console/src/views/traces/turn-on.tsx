import type { ReactNode } from 'react'
import { useAct } from '#api'
import { useMe, useQuery } from '#frame'
import { useTexts } from '#language'
import { Button, Card, Confirm, notify } from '#parts'
import { traceTexts } from './texts.ts'

const HOUR_MS = 3_600_000

/** Nothing is traced unless somebody switches it on, for a while. What stands in it says why one would. */
export function TurnOn({
  children,
  onDone,
}: {
  readonly children: ReactNode
  readonly onDone?: () => void
}): ReactNode {
  const t = useTexts(traceTexts)
  const { project } = useMe()
  const [on, setOn] = useQuery('on')
  const { mutate, isPending, error } = useAct()
  const turnOn = (): void => {
    const developerModeUntil = new Date(Date.now() + HOUR_MS).toISOString()
    const act = {
      path: `fhir/R4/Project/${project.id}`,
      method: 'PATCH',
      type: 'application/json-patch+json',
      body: [{ op: 'add', path: '/developerModeUntil', value: developerModeUntil }],
    } as const
    mutate(act, {
      onSuccess() {
        setOn('')
        notify(t('on.done'))
        onDone?.()
      },
    })
  }
  return (
    <Card className="empty">
      <p>{children}</p>
      <Button kind="primary" onPress={() => setOn('true')}>
        {t('on')}
      </Button>
      <Confirm
        title={t('on.ask', { project: project.name ?? '' })}
        action={t('on')}
        isOpen={on === 'true'}
        onClose={() => setOn('')}
        isBusy={isPending}
        error={error}
        onConfirm={turnOn}
      >
        <p>{t('on.what', { project: project.name ?? '' })}</p>
      </Confirm>
    </Card>
  )
}
