import { type ReactNode, useDeferredValue, useMemo } from 'react'
import { usePages } from '#api'
import { useMay, useMe, useQuery } from '#frame'
import { useFormat, useTexts } from '#language'
import { Chip, Choice, type Column, Empty, Find, LinkButton, List, Page } from '#parts'
import { Narrowed, useFinding } from '../home/narrowed/narrowed.tsx'
import { askedFor, type Member, nameOf, PEOPLE } from './members.ts'
import { peopleTexts } from './texts.ts'

const FINDINGS = ['no_second_factor', 'second_factor_pending', 'patient_password_alone'] as const

export default function People(): ReactNode {
  const t = useTexts(peopleTexts)
  const { project } = useMe()
  const may = useMay()
  const [text, setText] = useQuery('name')
  const [state, setState] = useQuery('state', 'all')
  const name = useDeferredValue(text.trim())
  const isOfPending = state === 'pending' && name === ''
  const finding = useFinding(FINDINGS)
  const query = new URLSearchParams({
    // Of a search the first are soon there, and more follow as the list is read.
    _count: name === '' ? '100' : '25',
    ...(finding === undefined ? { ...askedFor(name), ...(isOfPending && { pending: 'true' }) } : { finding }),
  })
  const pages = usePages(`admin/projects/${project.id}/members?${query.toString()}`, PEOPLE)
  const columns = useColumns()
  const actions = (
    <>
      {may('import_people') ? <LinkButton to="people/import">{t('import')}</LinkButton> : null}
      {may('make_activation_codes') ? <LinkButton to="people/activation">{t('activation')}</LinkButton> : null}
      {may('invite') ? (
        <LinkButton to="people/invite" kind="primary">
          {t('invite')}
        </LinkButton>
      ) : null}
    </>
  )
  return (
    <Page title={t('heading')} lead={t('lead')} actions={actions}>
      {finding !== undefined ? (
        <Narrowed by={finding} to="people" />
      ) : (
        <div className="filters">
          <Find label={t('find')} value={text} onChange={setText} />
          <Choice
            label={t('state')}
            value={state}
            onChange={setState}
            isDisabled={name !== ''}
            options={[
              { value: 'all', text: t('state.all') },
              { value: 'pending', text: t('state.pending') },
            ]}
          />
        </div>
      )}
      <List
        label={t('heading')}
        pages={pages}
        columns={columns}
        keyOf={keyOf}
        to={pathOf}
        isFiltered={finding !== undefined || name !== '' || state !== 'all'}
        empty={<Empty>{t('empty')}</Empty>}
      />
    </Page>
  )
}

const keyOf = ({ id }: Member): string => id
const pathOf = ({ id }: Member): string => `people/${id}`

function useColumns(): readonly Column<Member>[] {
  const t = useTexts(peopleTexts)
  const format = useFormat()
  return useMemo<readonly Column<Member>[]>(
    () => [
      { name: 'name', title: t('name'), cell: nameOf },
      { name: 'email', title: t('email'), cell: ({ user, profile }) => user.email ?? profile.email },
      {
        name: 'policy',
        title: t('policy'),
        cell: ({ policies }) =>
          policies.length === 0 ? '–' : format.list(policies.map(({ display, reference }) => display ?? reference)),
      },
      { name: 'state', title: t('state'), cell: (member) => <State member={member} /> },
      {
        name: 'seen',
        title: t('seen'),
        holds: 'time',
        cell: ({ lastSignInAt }) => (lastSignInAt === undefined ? t('never') : format.ago(lastSignInAt)),
      },
    ],
    [t, format],
  )
}

export function State({
  member,
}: {
  readonly member: Pick<Member, 'active' | 'pending' | 'admin' | 'adminRole'>
}): ReactNode {
  const t = useTexts(peopleTexts)
  const { active, pending, admin, adminRole } = member
  const state = active ? (pending ? t('state.pending') : t('active')) : t('off')
  return (
    <>
      <Chip tone={active ? (pending ? undefined : 'good') : 'bad'}>{state}</Chip>{' '}
      {admin || adminRole !== undefined ? <Chip>{t('administrator')}</Chip> : null}
    </>
  )
}
