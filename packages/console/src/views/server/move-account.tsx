import { type ReactNode, useState } from 'react'
import { useAct } from '#api'
import { useTexts } from '#language'
import { Button, Dialog, Field, Form, notify, Question, Wrong } from '#parts'
import { serverTexts } from './texts.ts'

type Scope = 'server' | 'project'
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Makes an account the server's, so that it can join several projects, or that of one project. It cannot be taken back from
 * here, and asks for no name beside: whoever does it has typed the id of the account.
 */
export function MoveAccount({ onClose }: { readonly onClose: () => void }): ReactNode {
  const t = useTexts(serverTexts)
  const act = useAct()
  const [account, setAccount] = useState('')
  const [scope, setScope] = useState<Scope>('server')
  const [project, setProject] = useState('')
  const id = account.trim().replace(/^User\//, '')
  const to = project.trim().replace(/^Project\//, '')
  const isReady = ID.test(id) && (scope === 'server' || ID.test(to))
  const move = async (): Promise<void> => {
    const body = scope === 'server' ? { scope } : { scope, project: to }
    await act.mutateAsync({ path: `fhir/R4/User/${id}/$rescope`, body })
    onClose()
    notify(t(scope === 'server' ? 'move.done.server' : 'move.done.project'))
  }
  return (
    <Dialog title={t('move')} isOpen onClose={onClose}>
      <Form
        onSubmit={() => {
          if (isReady) void move().catch(() => undefined)
        }}
      >
        <p>{t('move.lead')}</p>
        <Field
          label={t('move.account')}
          hint={t('move.account.hint')}
          value={account}
          onChange={setAccount}
          isRequired
          isMono
        />
        <Target scope={scope} setScope={setScope} project={project} setProject={setProject} />
        <p className="soft">{t('move.will')}</p>
        {act.error === null ? null : <Wrong error={act.error} />}
        <div className="actions">
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button kind="danger" type="submit" isBusy={act.isPending} isDisabled={!isReady}>
            {t('move.button')}
          </Button>
        </div>
      </Form>
    </Dialog>
  )
}

interface TargetProps {
  readonly scope: Scope
  readonly setScope: (scope: Scope) => void
  readonly project: string
  readonly setProject: (id: string) => void
}

/** To whom the account belongs from then on. */
function Target({ scope, setScope, project, setProject }: TargetProps): ReactNode {
  const t = useTexts(serverTexts)
  return (
    <>
      <Question<Scope>
        label={t('move.to')}
        value={scope}
        onChange={setScope}
        options={[
          { value: 'server', text: t('move.server'), hint: t('move.server.hint') },
          { value: 'project', text: t('move.project'), hint: t('move.project.hint') },
        ]}
      />
      {scope === 'project' ? (
        <Field label={t('move.id')} hint={t('move.id.hint')} value={project} onChange={setProject} isRequired isMono />
      ) : null}
    </>
  )
}
