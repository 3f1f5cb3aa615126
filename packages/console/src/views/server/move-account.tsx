import { type ReactNode, useState } from 'react'
import { useAct } from '#api'
import { useMe } from '#frame'
import { useTexts } from '#language'
import { Button, Dialog, Form, notify, Question, Wrong } from '#parts'
import { askedFor, type Member, type Members, nameOf, PEOPLE } from '../people/members.ts'
import { type ListedProject, PROJECTS, type Projects, projectsPath } from './answers.ts'
import { idOf, type Looked, Lookup, type LookupOf, NOTHING } from './lookup.tsx'
import { serverTexts } from './texts.ts'

type Scope = 'server' | 'project'

/**
 * Makes an account the server's, so that it can join several projects, or that of one project. It cannot be taken back from
 * here, and asks for no name beside: whoever does it has typed the id of the account.
 */
export function MoveAccount({ onClose }: { readonly onClose: () => void }): ReactNode {
  const t = useTexts(serverTexts)
  const act = useAct()
  const own = useMe().project.id
  const [account, setAccount] = useState(NOTHING)
  const [scope, setScope] = useState<Scope>('server')
  const [project, setProject] = useState(NOTHING)
  const [id, to] = [idOf(account, 'User'), idOf(project, 'Project')]
  const isReady = id !== undefined && (scope === 'server' || to !== undefined)
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
        <Lookup
          label={t('move.account')}
          hint={t('move.account.hint')}
          none={t('move.account.none')}
          of={accountsOf(own)}
          value={account}
          onChange={setAccount}
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

/** The people of a project. Of those of other projects, operators are told nothing. */
const accountsOf = (project: string): LookupOf<Members, Member> => ({
  type: 'User',
  path: (typed) =>
    typed.length < 3
      ? undefined
      : `admin/projects/${project}/members?${new URLSearchParams({ ...askedFor(typed), _count: '20' })}`,
  pages: PEOPLE,
  found: (member) => [
    {
      id: member.user.reference.replace('User/', ''),
      text: nameOf(member),
      hint: member.user.email ?? member.profile.email,
    },
  ],
})

/** To one that is switched off nothing is moved. */
const ACTIVE: LookupOf<Projects, ListedProject> = {
  type: 'Project',
  path: projectsPath,
  pages: PROJECTS,
  found: ({ id, name, active }) => (active ? [{ id, text: name === '' ? id : name, hint: id.slice(0, 8) }] : []),
}

interface TargetProps {
  readonly scope: Scope
  readonly setScope: (scope: Scope) => void
  readonly project: Looked
  readonly setProject: (project: Looked) => void
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
        <Lookup
          label={t('move.id')}
          hint={t('move.id.hint')}
          none={t('move.id.none')}
          of={ACTIVE}
          value={project}
          onChange={setProject}
        />
      ) : null}
    </>
  )
}
