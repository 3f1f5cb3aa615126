import type { Project } from '@damson/sdk'
import { type ReactNode, useState } from 'react'
import { fhirPages, searchPath, useAct, usePages, useRead } from '#api'
import { useMe } from '#frame'
import { useTexts } from '#language'
import { Answer, Button, Chip, type Column, Confirm, Link, List, notify, Section } from '#parts'
import { useMemberName } from '../policies/members.ts'
import { providersTexts } from './texts.ts'

const ADMINISTRATORS = searchPath('ProjectMembership', { admin: 'true', active: 'true', _count: '100' })
const PAGES = fhirPages('ProjectMembership')
/** Machines do not sign in by a password. */
const PEOPLE: typeof PAGES = {
  ...PAGES,
  rows: (body) => PAGES.rows(body).filter(({ user }) => user?.reference?.startsWith('User/') === true),
}

/** The administrator who is exempt from the domains that are enforced, for the day on which a provider fails. */
export function Emergency(): ReactNode {
  const t = useTexts(providersTexts)
  const { project } = useMe()
  const read = useRead<Project>(`fhir/R4/Project/${project.id}`)
  return (
    <Section title={t('emergency')}>
      <p className="soft">{t('emergency.lead')}</p>
      <Answer of={read}>{({ emergencyAccount }) => <Administrators now={idOf(emergencyAccount?.reference)} />}</Answer>
    </Section>
  )
}

const idOf = (reference: string | undefined): string | undefined => reference?.replace('ProjectMembership/', '')

function Administrators({ now }: { readonly now: string | undefined }): ReactNode {
  const t = useTexts(providersTexts)
  const [asked, ask] = useState<string>()
  const pages = usePages(ADMINISTRATORS, PEOPLE)
  const columns: readonly Column<{ readonly id: string }>[] = [
    {
      name: 'who',
      title: t('emergency.who'),
      cell: ({ id }) => (
        <>
          <Link to={`people/${id}`}>
            <Name id={id} />
          </Link>{' '}
          {id === now ? <Chip tone="good">{t('emergency.is')}</Chip> : null}
        </>
      ),
    },
    {
      name: 'choose',
      title: t('emergency.choose'),
      holds: 'act',
      cell: ({ id }) => <Chooser id={id} isChosen={id === now} onPress={() => ask(id)} />,
    },
  ]
  return (
    <>
      <List label={t('emergency')} pages={pages} columns={columns} keyOf={({ id }) => id} empty={null} />
      {asked === undefined ? null : <Ask id={asked} now={now} onClose={() => ask(undefined)} />}
    </>
  )
}

function Name({ id }: { readonly id: string }): ReactNode {
  return <bdi>{useMemberName(id) ?? '…'}</bdi>
}

interface ChooserProps {
  readonly id: string
  readonly isChosen: boolean
  readonly onPress: () => void
}

function Chooser({ id, isChosen, onPress }: ChooserProps): ReactNode {
  const t = useTexts(providersTexts)
  const name = useMemberName(id) ?? id
  return (
    <Button size="small" onPress={onPress} label={isChosen ? t('emergency.end') : t('emergency.choose.of', { name })}>
      {isChosen ? t('emergency.end') : t('emergency.choose')}
    </Button>
  )
}

interface AskProps {
  readonly id: string
  readonly now: string | undefined
  readonly onClose: () => void
}

/** Asks before another account is exempt, or none any more. */
function Ask({ id, now, onClose }: AskProps): ReactNode {
  const t = useTexts(providersTexts)
  const { project } = useMe()
  const name = useMemberName(id) ?? id
  const earlier = useMemberName(now)
  const act = useAct()
  const isEnd = id === now
  const set = (membership: string | undefined): Promise<unknown> => {
    const reference = membership === undefined ? null : { reference: `ProjectMembership/${membership}` }
    return act.mutateAsync({ path: `admin/projects/${project.id}/emergency-account`, body: { membership: reference } })
  }
  const confirm = async (): Promise<void> => {
    await set(isEnd ? undefined : id)
    onClose()
    const undo = (): void => void set(now).catch((error: Error) => notify(error))
    notify(isEnd ? t('emergency.ended') : t('emergency.done', { name }), undo)
  }
  return (
    <Confirm
      title={isEnd ? t('emergency.end.ask') : t('emergency.ask', { name })}
      isOpen
      onClose={onClose}
      action={isEnd ? t('emergency.end') : t('emergency.choose')}
      isBusy={act.isPending}
      error={act.error}
      onConfirm={() => void confirm().catch(() => undefined)}
    >
      <p>{isEnd ? t('emergency.end.lead', { name }) : t('emergency.ask.lead', { name })}</p>
      {isEnd || now === undefined ? null : <p>{t('emergency.ask.instead', { name: earlier ?? now })}</p>}
    </Confirm>
  )
}
