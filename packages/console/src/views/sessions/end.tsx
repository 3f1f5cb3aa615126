import { type ReactNode, useState } from 'react'
import { useAct } from '#api'
import { useMe } from '#frame'
import { useTexts } from '#language'
import { Confirm, notify, Question } from '#parts'
import { sessionTexts } from './texts.ts'

/** The sign-in that is about to be ended, and whose it is. */
export interface Ending {
  readonly id: string
  readonly member: string
  readonly name: string
  readonly app: string | undefined
  /** It is the browser that one looks from. */
  readonly isHere: boolean
}

type HowMuch = 'one' | 'all'

interface EndProps {
  readonly ending: Ending | undefined
  readonly onClose: () => void
}

/** Asks whether this sign-in ends, or all of the person: a lost phone has more than one. */
export function EndSignIns({ ending, onClose }: EndProps): ReactNode {
  const t = useTexts(sessionTexts)
  const { project } = useMe()
  const [howMuch, setHowMuch] = useState<HowMuch>('one')
  const { mutate, isPending, error, reset } = useAct()
  if (ending === undefined) return null
  const { id, member, name, app, isHere } = ending
  const close = (): void => {
    reset()
    setHowMuch('one')
    onClose()
  }
  const end = (): void => {
    const all = `admin/projects/${project.id}/members/${member}/sign-ins`
    mutate(
      { method: 'DELETE', path: howMuch === 'all' ? all : `${all}/${id}` },
      {
        onSuccess() {
          notify(t(howMuch === 'all' ? 'ended.all' : 'ended.one', { name }))
          close()
        },
      },
    )
  }
  return (
    <Confirm
      title={t('ask', { name })}
      action={t(howMuch === 'all' ? 'end.all' : 'end.one')}
      {...(howMuch === 'all' ? { name } : {})}
      isOpen
      onClose={close}
      isBusy={isPending}
      error={error}
      onConfirm={end}
    >
      <Question
        label={t('howMuch')}
        options={[
          { value: 'one', text: t('one'), hint: t('one.hint', { app: app ?? t('thisApp') }) },
          { value: 'all', text: t('all', { name }), hint: t('all.hint') },
        ]}
        value={howMuch}
        onChange={setHowMuch}
      />
      {isHere ? <p className="wrong">{t('here')}</p> : null}
      <p className="soft">{t('noUndo')}</p>
    </Confirm>
  )
}
