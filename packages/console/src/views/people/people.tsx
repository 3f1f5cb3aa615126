import { type ReactNode, useMemo } from 'react'
import { type Paged, usePages } from '#api'
import { useMe } from '#frame'
import { useFormat, useTexts } from '#language'
import { Chip, type Column, Empty, List, Page } from '#parts'
import { peopleTexts } from './texts.ts'

interface Named {
  readonly reference: string
  readonly display?: string
  readonly email?: string
}

/** A member, as `GET /admin/projects/:id/members` lists them. */
interface Member {
  readonly id: string
  readonly user: Named
  readonly profile: Named
  readonly policies: readonly Named[]
  readonly active: boolean
  readonly admin: boolean
  readonly pending: boolean
  readonly lastSignInAt?: string
}

interface Members {
  readonly members: readonly Member[]
  readonly next?: string
}

const PAGED: Paged<Members, Member> = { rows: ({ members }) => members, next: ({ next }) => next }

export default function People(): ReactNode {
  const t = useTexts(peopleTexts)
  const { project } = useMe()
  const pages = usePages(`admin/projects/${project.id}/members?_count=100`, PAGED)
  const columns = useColumns()
  return (
    <Page title={t('heading')} lead={t('lead')}>
      <List
        label={t('heading')}
        pages={pages}
        columns={columns}
        keyOf={({ id }) => id}
        empty={<Empty>{t('empty')}</Empty>}
      />
    </Page>
  )
}

function useColumns(): readonly Column<Member>[] {
  const t = useTexts(peopleTexts)
  const format = useFormat()
  return useMemo(
    () => [
      { name: 'name', title: t('name'), cell: ({ profile, user }) => profile.display ?? user.display ?? user.email },
      { name: 'email', title: t('email'), cell: ({ user }) => user.email },
      { name: 'policy', title: t('policy'), cell: ({ policies }) => policies.map(({ display }) => display).join(', ') },
      {
        name: 'state',
        title: t('state'),
        cell: ({ active, pending, admin }) => (
          <>
            <Chip tone={active ? 'good' : 'bad'}>{active ? (pending ? t('pending') : t('active')) : t('off')}</Chip>{' '}
            {admin ? <Chip>{t('administrator')}</Chip> : null}
          </>
        ),
      },
      {
        name: 'seen',
        title: t('seen'),
        cell: ({ lastSignInAt }) => (lastSignInAt === undefined ? '–' : format.ago(lastSignInAt)),
      },
    ],
    [format],
  )
}
