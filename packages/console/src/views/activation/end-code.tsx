import { type ReactNode, useState } from 'react'
import { useAct } from '#api'
import { useMe } from '#frame'
import { useTexts } from '#language'
import { Button, Confirm, notify } from '#parts'
import { useNameAt } from '../audit/pick.tsx'
import { activationTexts } from './texts.ts'

/** Ends the code that a patient has and did not use yet: one that was lost, or handed to the wrong person. */
export function EndCode({ patient }: { readonly patient: string }): ReactNode {
  const t = useTexts(activationTexts)
  const { project } = useMe()
  const [isOpen, setOpen] = useState(false)
  const name = useNameAt(patient) ?? patient
  const act = useAct()
  const id = patient.replace('Patient/', '')
  const path = `admin/projects/${project.id}/activation-codes/${encodeURIComponent(id)}`
  const end = (): void =>
    act.mutate(
      { path, method: 'DELETE' },
      {
        onSuccess: () => {
          setOpen(false)
          notify(t('end.done'))
        },
      },
    )
  return (
    <>
      <Button onPress={() => setOpen(true)}>{t('end')}</Button>
      <Confirm
        title={t('end.heading', { name })}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        action={t('end')}
        name={name}
        isBusy={act.isPending}
        error={act.error}
        onConfirm={end}
      >
        <p>{t('end.lead')}</p>
      </Confirm>
    </>
  )
}
