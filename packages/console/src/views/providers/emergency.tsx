import type { Project } from '@damson/sdk'
import { type ReactNode, useState } from 'react'
import { fhirPages, request, searchPath, usePages, useRead } from '#api'
import { useMe } from '#frame'
import { useTexts } from '#language'
import {
  Answer,
  Button,
  Chip,
  type Column,
  Confirm,
  Link,
  List,
  notify,
  Section,
  useChanging,
  type Version,
  Wrong,
} from '#parts'
import { type Member, nameOf, useMemberName } from '../policies/members.ts'
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
      <Answer of={read}>{(project, { etag }) => <Administrators now={{ body: accountOf(project), etag }} />}</Answer>
    </Section>
  )
}

type Now = Version<string | undefined>

/** The id of the membership, if there is one. */
const accountOf = ({ emergencyAccount }: Project): string | undefined =>
  emergencyAccount?.reference?.replace('ProjectMembership/', '')

function Administrators({ now }: { readonly now: Now }): ReactNode {
  const t = useTexts(providersTexts)
  /** The one that is asked about, with what was so then. */
  const [asked, ask] = useState<{ readonly id: string; readonly now: Now }>()
  const choosing = useChoosing(() => ask(undefined))
  const begin = (id: string): void => {
    choosing.clear()
    ask({ id, now })
  }
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
          {id === now.body ? <Chip tone="good">{t('emergency.is')}</Chip> : null}
        </>
      ),
    },
    {
      name: 'choose',
      title: t('emergency.choose'),
      holds: 'act',
      cell: ({ id }) => <Chooser id={id} isChosen={id === now.body} onPress={() => begin(id)} />,
    },
  ]
  return (
    <>
      <List label={t('emergency')} pages={pages} columns={columns} keyOf={({ id }) => id} empty={null} />
      {asked === undefined ? null : <Ask {...asked} {...choosing} onClose={() => ask(undefined)} />}
      {asked === undefined && choosing.error !== null ? <Wrong error={choosing.error} /> : null}
      {choosing.dialog}
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

interface AskProps extends Pick<Choosing, 'choose' | 'isBusy' | 'error'> {
  readonly id: string
  readonly now: Now
  readonly onClose: () => void
}

/** Asks before another account is exempt, or none any more. */
function Ask({ id, now, onClose, choose, isBusy, error }: AskProps): ReactNode {
  const t = useTexts(providersTexts)
  const name = useMemberName(id) ?? id
  const earlier = useMemberName(now.body)
  const isEnd = id === now.body
  const confirm = async (): Promise<void> => {
    const done = await choose(isEnd ? undefined : id, now)
    if (done === undefined) return
    onClose()
    notify(isEnd ? t('emergency.ended') : t('emergency.done', { name }), () => void choose(now.body, done))
  }
  return (
    <Confirm
      title={isEnd ? t('emergency.end.ask') : t('emergency.ask', { name })}
      isOpen
      onClose={onClose}
      action={isEnd ? t('emergency.end') : t('emergency.choose')}
      isBusy={isBusy}
      error={error}
      onConfirm={() => void confirm()}
    >
      <p>{isEnd ? t('emergency.end.lead', { name }) : t('emergency.ask.lead', { name })}</p>
      {isEnd || now.body === undefined ? null : <p>{t('emergency.ask.instead', { name: earlier ?? now.body })}</p>}
    </Confirm>
  )
}

type Choosing = ReturnType<typeof useChoosing>

/** Chooses an account, or none. Where somebody else has chosen another one in between, both are shown and the person decides. */
function useChoosing(onTheirs: () => void) {
  const { project } = useMe()
  const { meet, ...changing } = useChanging(onTheirs)
  const at = `admin/projects/${project.id}`
  /** As both are compared: two people can have one name. */
  const shown = async (id: string | undefined): Promise<object> => {
    if (id === undefined) return { emergencyAccount: null }
    const { body } = await request<{ readonly members: readonly Member[] }>(
      `${at}/members?${new URLSearchParams({ id })}`,
    )
    const [member] = body.members
    return { emergencyAccount: { id, ...(member && { name: nameOf(member) }) } }
  }
  const choose = async (membership: string | undefined, { body, etag }: Now): Promise<Now | undefined> => {
    const [mine, begun] = await Promise.all([shown(membership), shown(body)])
    return meet({
      mine,
      begun,
      ifMatch: etag,
      send: async (ifMatch) => {
        const reference = membership === undefined ? null : { reference: `ProjectMembership/${membership}` }
        const chosen = { method: 'POST', body: { membership: reference }, ifMatch } as const
        const answer = await request(`${at}/emergency-account`, chosen)
        return { body: membership, etag: answer.etag }
      },
      theirs: async () => {
        const theirs = await request<Project>(`fhir/R4/Project/${project.id}`)
        return { body: await shown(accountOf(theirs.body)), etag: theirs.etag }
      },
    })
  }
  return { choose, ...changing }
}
