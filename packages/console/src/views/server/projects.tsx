import { type ReactNode, useDeferredValue, useMemo, useState } from 'react'
import { useAct, usePages } from '#api'
import { useMay, useQuery } from '#frame'
import { useFormat, useTexts } from '#language'
import { Button, Chip, type Column, Confirm, Dialog, Empty, Field, Find, Form, List, notify, Page, Wrong } from '#parts'
import { consoleOf } from '#session'
import { type ListedProject, PROJECTS, projectsPath } from './answers.ts'
import { Limits } from './limits.tsx'
import { MoveAccount } from './move-account.tsx'
import { serverTexts } from './texts.ts'

const keyOf = ({ id }: ListedProject): string => id

/** Every project of the server, a new one, and switching one off or on again. */
export default function AllProjects(): ReactNode {
  const t = useTexts(serverTexts)
  const [text, setText] = useQuery('name')
  const name = useDeferredValue(text.trim())
  const pages = usePages(projectsPath(name), PROJECTS)
  const may = useMay()
  const [making, setMaking] = useQuery('new')
  const [moving, setMoving] = useQuery('move')
  const [suspending, setSuspending] = useState<ListedProject>()
  const [limited, setLimited] = useState<ListedProject>()
  const columns = useColumns(setSuspending, setLimited)
  return (
    <Page
      title={t('projects')}
      lead={t('projects.lead')}
      actions={
        <>
          {may('move_accounts') ? <Button onPress={() => setMoving('true')}>{t('move')}</Button> : null}
          <Button kind="primary" onPress={() => setMaking('true')}>
            {t('new')}
          </Button>
        </>
      }
    >
      <div className="filters">
        <Find label={t('find')} value={text} onChange={setText} />
      </div>
      <List
        label={t('projects')}
        pages={pages}
        columns={columns}
        keyOf={keyOf}
        isFiltered={name !== ''}
        empty={<Empty>{t('projects.none')}</Empty>}
      />
      {making === 'true' ? <NewProject onClose={() => setMaking('')} /> : null}
      {moving === 'true' && may('move_accounts') ? <MoveAccount onClose={() => setMoving('')} /> : null}
      {limited === undefined ? null : <Limits project={limited} onClose={() => setLimited(undefined)} />}
      {suspending === undefined ? null : <Suspend project={suspending} onClose={() => setSuspending(undefined)} />}
    </Page>
  )
}

function useColumns(
  suspend: (project: ListedProject) => void,
  limit: (project: ListedProject) => void,
): readonly Column<ListedProject>[] {
  const t = useTexts(serverTexts)
  const format = useFormat()
  return useMemo<readonly Column<ListedProject>[]>(
    () => [
      {
        name: 'name',
        title: t('name'),
        cell: ({ id, name, active }) => {
          const shown = <bdi>{name === '' ? id : name}</bdi>
          // While a project is off, nothing is served at its address.
          return active ? <a href={consoleOf(id)}>{shown}</a> : shown
        },
      },
      { name: 'id', title: t('id'), holds: 'long', cell: ({ id }) => <span className="mono">{id}</span> },
      {
        name: 'state',
        title: t('state'),
        cell: ({ active, superAdmin }) => (
          <>
            <Chip tone={active ? 'good' : 'bad'}>{active ? t('on') : t('off')}</Chip>{' '}
            {superAdmin === true ? <Chip>{t('servers')}</Chip> : null}
          </>
        ),
      },
      { name: 'changed', title: t('changed'), holds: 'time', cell: ({ changedAt }) => format.ago(changedAt) },
      {
        name: 'limits',
        title: t('limits'),
        cell: (project) => (
          <>
            <Button size="small" onPress={() => limit(project)} label={t('limits.of', { name: project.name })}>
              {t('limits.change')}
            </Button>{' '}
            {Object.keys(project.limits).length === 0 ? null : (
              <small>{t('limits.count', { count: Object.keys(project.limits).length })}</small>
            )}
          </>
        ),
      },
      {
        name: 'turn',
        title: t('turn'),
        holds: 'act',
        cell: (project) => <Turn project={project} suspend={suspend} />,
      },
    ],
    [t, format, suspend, limit],
  )
}

interface TurnProps {
  readonly project: ListedProject
  readonly suspend: (project: ListedProject) => void
}

/** Off or on again; the server's own project is always on. */
function Turn({ project, suspend }: TurnProps): ReactNode {
  const t = useTexts(serverTexts)
  if (project.superAdmin === true) return null
  if (!project.active) return <Resume project={project} />
  return (
    <Button size="small" onPress={() => suspend(project)} label={t('turn.off.of', { name: project.name })}>
      {t('turn.off')}
    </Button>
  )
}

const statusPath = ({ id }: ListedProject): string => `admin/server/projects/${encodeURIComponent(id)}/status`

function Resume({ project }: { readonly project: ListedProject }): ReactNode {
  const t = useTexts(serverTexts)
  const act = useAct()
  const resume = async (): Promise<void> => {
    await act.mutateAsync({ path: statusPath(project), body: { status: 'active' } })
    notify(t('turned.on', { name: project.name }))
  }
  return (
    <Button
      size="small"
      isBusy={act.isPending}
      label={t('turn.on.of', { name: project.name })}
      onPress={() => void resume().catch((error: Error) => notify(error))}
    >
      {t('turn.on')}
    </Button>
  )
}

interface SuspendProps {
  readonly project: ListedProject
  readonly onClose: () => void
}

/** It ends the work of a whole project, so it asks for the name; it can be taken back. */
function Suspend({ project, onClose }: SuspendProps): ReactNode {
  const t = useTexts(serverTexts)
  const act = useAct()
  const name = project.name === '' ? project.id : project.name
  const suspend = async (): Promise<void> => {
    await act.mutateAsync({ path: statusPath(project), body: { status: 'suspended' } })
    onClose()
    notify(t('turned.off', { name }), () => {
      void act
        .mutateAsync({ path: statusPath(project), body: { status: 'active' } })
        .catch((error: Error) => notify(error))
    })
  }
  return (
    <Confirm
      title={t('suspend.title', { name })}
      isOpen
      onClose={onClose}
      action={t('suspend')}
      name={name}
      isBusy={act.isPending}
      error={act.error}
      onConfirm={() => void suspend().catch(() => undefined)}
    >
      <p>{t('suspend.will')}</p>
    </Confirm>
  )
}

function NewProject({ onClose }: { readonly onClose: () => void }): ReactNode {
  const t = useTexts(serverTexts)
  const act = useAct()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const make = async (): Promise<void> => {
    const given = { name: name.trim(), ownerEmail: email.trim() }
    const parameter = Object.entries(given).flatMap(([key, valueString]) =>
      valueString === '' ? [] : [{ name: key, valueString }],
    )
    await act.mutateAsync({ path: 'fhir/R4/Project/$init', body: { resourceType: 'Parameters', parameter } })
    onClose()
    notify(t('new.done', { name: given.name }))
  }
  return (
    <Dialog title={t('new')} isOpen onClose={onClose}>
      <Form
        onSubmit={() => {
          if (name.trim() !== '') void make().catch(() => undefined)
        }}
      >
        <Field label={t('name')} value={name} onChange={setName} isRequired />
        <Field label={t('owner')} hint={t('owner.hint')} type="email" value={email} onChange={setEmail} />
        {act.error === null ? null : <Wrong error={act.error} />}
        <div className="actions">
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button kind="primary" type="submit" isBusy={act.isPending} isDisabled={name.trim() === ''}>
            {t('new.make')}
          </Button>
        </div>
      </Form>
    </Dialog>
  )
}
