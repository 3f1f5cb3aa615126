import { type ReactNode, useDeferredValue, useMemo, useState } from 'react'
import { type Paged, usePages } from '#api'
import { useMe, useQuery } from '#frame'
import { useFormat, useTexts } from '#language'
import {
  Browser,
  type BrowserProps,
  Button,
  Choice,
  type Column,
  Empty,
  Find,
  Link,
  List,
  Page,
  Since,
  type SinceProps,
} from '#parts'
import { askedFor } from '../people/members.ts'
import { type Ending, EndSignIns } from './end.tsx'
import { sessionTexts } from './texts.ts'

interface Named {
  readonly reference: string
  readonly display?: string
  readonly email?: string
}

/** A sign-in, as `GET /admin/projects/:id/sign-ins` lists them. */
interface SignIn extends BrowserProps, SinceProps {
  readonly id: string
  readonly member: string
  readonly profile: Named
  readonly client?: Named
  readonly lastUsedAt: string
}

interface SignIns {
  readonly signIns: readonly SignIn[]
  readonly next?: string
}

const PAGED: Paged<SignIns, SignIn> = { rows: ({ signIns }) => signIns, next: ({ next }) => next }

/** Who is signed in now, where, and since when. */
export default function Sessions(): ReactNode {
  const t = useTexts(sessionTexts)
  const { project } = useMe()
  const [text, setText] = useQuery('name')
  const [by, setBy] = useQuery('by', 'person')
  const [ending, setEnding] = useState<Ending>()
  const wanted = useDeferredValue(text.trim())
  const query = new URLSearchParams({
    _count: '100',
    ...(by === 'person' ? askedFor(wanted) : wanted !== '' && { client: wanted }),
  })
  const pages = usePages(`admin/projects/${project.id}/sign-ins?${query.toString()}`, PAGED)
  const columns = useColumns(setEnding)
  return (
    <Page title={t('heading')} lead={t('lead')}>
      <div className="filters">
        <Find label={t(by === 'person' ? 'find' : 'find.app')} value={text} onChange={setText} />
        <Choice
          label={t('by')}
          value={by}
          onChange={setBy}
          options={[
            { value: 'person', text: t('by.person') },
            { value: 'app', text: t('app') },
          ]}
        />
      </div>
      <List
        label={t('heading')}
        pages={pages}
        columns={columns}
        keyOf={({ id }) => id}
        isFiltered={wanted !== ''}
        empty={<Empty>{t('empty')}</Empty>}
      />
      <EndSignIns ending={ending} onClose={() => setEnding(undefined)} />
    </Page>
  )
}

function useColumns(end: (ending: Ending) => void): readonly Column<SignIn>[] {
  const t = useTexts(sessionTexts)
  const format = useFormat()
  return useMemo(
    () => [
      {
        name: 'who',
        title: t('who'),
        cell: ({ member, profile }) => (
          <>
            <Link to={`people/${member}`}>
              <bdi>{profile.display ?? profile.reference}</bdi>
            </Link>
            <small className="line">{profile.email}</small>
          </>
        ),
      },
      { name: 'app', title: t('app'), cell: ({ client }) => <bdi>{client?.display ?? client?.reference ?? '–'}</bdi> },
      { name: 'browser', title: t('browser'), cell: (signIn) => <Browser {...signIn} /> },
      { name: 'started', title: t('started'), holds: 'time', cell: (signIn) => <Since {...signIn} /> },
      { name: 'used', title: t('used'), holds: 'time', cell: ({ lastUsedAt }) => format.ago(lastUsedAt) },
      {
        name: 'end',
        title: t('end'),
        holds: 'act',
        cell: ({ id, member, profile, client, isHere = false }) => (
          <Button
            size="small"
            label={t('end.of', { name: profile.display ?? profile.reference })}
            onPress={() =>
              end({ id, member, name: profile.display ?? profile.reference, app: client?.display, isHere })
            }
          >
            {t('end.button')}
          </Button>
        ),
      },
    ],
    [format, end],
  )
}
