import { type ReactNode, useState } from 'react'
import { Refusal } from '#api'
import { useTexts } from '#language'
import { Button } from './buttons.tsx'
import { Confirm } from './dialogs.tsx'
import { partTexts } from './texts.ts'

/** What the server answers when the caller's own requests would be refused after a change. */
const LOCKOUT = 'would_lock_you_out'

interface LockoutProps {
  /** Why it was not saved. */
  readonly error: Error | null
  /** Of what is changed: typed by who is sure. */
  readonly name: string
  readonly isBusy: boolean
  readonly onSave: (headers: Readonly<Record<string, string>>) => Promise<unknown>
}

/** Saves what would shut the person out themselves, once they are sure. */
export function Lockout({ error, name, isBusy, onSave }: LockoutProps): ReactNode {
  const t = useTexts(partTexts)
  const [isSure, setSure] = useState(false)
  const save = async (): Promise<void> => {
    await onSave({ 'X-Damson-Confirm': 'lockout' })
    setSure(false)
  }
  return (
    <>
      {error instanceof Refusal && error.reason === LOCKOUT ? (
        <Button kind="danger" onPress={() => setSure(true)}>
          {t('lockout')}
        </Button>
      ) : null}
      {isSure ? (
        <Confirm
          title={t('lockout.title')}
          isOpen
          onClose={() => setSure(false)}
          action={t('lockout')}
          name={name}
          isBusy={isBusy}
          onConfirm={() => void save()}
        >
          <p>{t('lockout.will')}</p>
        </Confirm>
      ) : null}
    </>
  )
}
