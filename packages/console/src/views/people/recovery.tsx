import { type ReactNode, useState } from 'react'
import { useAct, useRead } from '#api'
import { useMay, useMe } from '#frame'
import { useFormat, useTexts } from '#language'
import { Answer, Button, Card, Dialog, Field, Form, notify, Section, Wrong } from '#parts'
import { Asked, type Befallen } from './acts.tsx'
import { peopleTexts } from './texts.ts'

/** One of `GET /admin/projects/:id/recoveries`. */
interface OpenRecovery {
  readonly id: string
  readonly member: { readonly reference: string }
  readonly state: 'link-sent' | 'proof-missing' | 'waiting' | 'ready'
  readonly readyAt?: string
}

/** The recovery of a person who lost their phone or passkey, and how an administrator helps. Nobody can remove another person's factor. */
export function Recovery(person: Befallen): ReactNode {
  const t = useTexts(peopleTexts)
  const { project } = useMe()
  const recoveries = useRead<{ readonly recoveries: readonly OpenRecovery[] }>(
    `admin/projects/${project.id}/recoveries`,
  )
  return (
    <Section title={t('recovery')}>
      <Answer of={recoveries}>
        {({ recoveries: all }) => {
          const open = all.find(({ member }) => member.reference === `ProjectMembership/${person.membershipId}`)
          return (
            <Card className="padded">{open === undefined ? <None {...person} /> : <Open {...person} {...open} />}</Card>
          )
        }}
      </Answer>
    </Section>
  )
}

function None(person: Befallen): ReactNode {
  const t = useTexts(peopleTexts)
  return (
    <>
      <p>{t('recovery.lead')}</p>
      <div className="actions">
        <Asked {...person} act="recover" isMailed request={(base) => ({ path: `${base}/recovery`, body: {} })} />
      </div>
    </>
  )
}

function Open({ id, state, readyAt, ...person }: Befallen & OpenRecovery): ReactNode {
  const t = useTexts(peopleTexts)
  const format = useFormat()
  const { project } = useMe()
  const mayConfirm = useMay()('confirm_recovery')
  const path = `admin/projects/${project.id}/recoveries/${id}`
  return (
    <>
      <p>{t(`recovery.${state}`, { at: readyAt === undefined ? '' : format.time(readyAt) })}</p>
      <div className="actions">
        <Asked {...person} act="stop" request={() => ({ path, method: 'DELETE' })} />
        {mayConfirm && state === 'waiting' ? (
          <Asked {...person} act="shorten" request={() => ({ path: `${path}/shorten`, body: {} })} />
        ) : null}
        {mayConfirm && state === 'proof-missing' ? <Check path={path} /> : null}
      </div>
    </>
  )
}

/** Says who the person is, and how that was checked. */
function Check({ path }: { readonly path: string }): ReactNode {
  const t = useTexts(peopleTexts)
  const [isOpen, setOpen] = useState(false)
  const [number, setNumber] = useState('')
  const [identityCheck, setCheck] = useState('')
  const { mutate, isPending, error, reset } = useAct()
  const close = (): void => {
    reset()
    setOpen(false)
  }
  const confirm = (): void => {
    const body = { number: number.replaceAll(/\s/g, ''), identityCheck }
    const onSuccess = (): void => {
      close()
      notify(t('recovery.confirmed'))
    }
    mutate({ path: `${path}/confirm`, body }, { onSuccess })
  }
  return (
    <>
      <Button kind="primary" onPress={() => setOpen(true)}>
        {t('recovery.confirm')}
      </Button>
      <Dialog title={t('recovery.confirm')} isOpen={isOpen} onClose={close}>
        <Form onSubmit={confirm}>
          <p>{t('recovery.confirm.lead')}</p>
          <Field label={t('recovery.number')} value={number} onChange={setNumber} isRequired isMono />
          <Field
            label={t('recovery.check')}
            hint={t('recovery.check.hint')}
            value={identityCheck}
            onChange={setCheck}
            isRequired
            rows={2}
          />
          {error === null ? null : <Wrong error={error} />}
          <div className="actions">
            <Button onPress={close}>{t('cancel')}</Button>
            <Button kind="primary" type="submit" isBusy={isPending}>
              {t('recovery.confirm')}
            </Button>
          </div>
        </Form>
      </Dialog>
    </>
  )
}
