import { type ReactNode, useMemo } from 'react'
import { usePages } from '#api'
import { useMe } from '#frame'
import { useTexts } from '#language'
import { Chip, type Column, Empty, Link, List } from '#parts'
import { useDefaults } from './defaults.ts'
import { MEMBERS, type Member, nameOf } from './members.ts'
import { policyTexts } from './texts.ts'

/** Who has a policy: those to whom it was given, and whom the project gives it by default. */
export function Holders({ id }: { readonly id: string }): ReactNode {
  const t = useTexts(policyTexts)
  const reference = `AccessPolicy/${id}`
  const { project } = useMe()
  const query = new URLSearchParams({ policy: id, _count: '100' })
  const pages = usePages(`admin/projects/${project.id}/members?${query.toString()}`, MEMBERS)
  const columns = useColumns()
  const defaults = (useDefaults() ?? []).flatMap(({ profileType, accessPolicy }) =>
    accessPolicy.reference === reference ? [profileType] : [],
  )
  return (
    <>
      {defaults.length === 0 ? null : <p>{t('holders.default', { types: defaults.join(', ') })}</p>}
      <List
        label={t('tab.holders')}
        pages={pages}
        columns={columns}
        keyOf={({ id: key }) => key}
        empty={<Empty>{t('holders.none')}</Empty>}
      />
    </>
  )
}

/** The name, and what it is: a Bot and a device may be called alike. It leads to its own page. */
function Who({ member }: { readonly member: Member }): ReactNode {
  const t = useTexts(policyTexts)
  const [type, own = ''] = member.profile.reference.split('/')
  const name = <bdi>{nameOf(member)}</bdi>
  if (type === 'Bot')
    return (
      <>
        <Link to={`bots/${own}`}>{name}</Link> <small>{t('holders.bot')}</small>
      </>
    )
  if (type === 'ClientApplication')
    return (
      <>
        <Link to={`apps/${own}`}>{name}</Link> <small>{t('holders.client')}</small>
      </>
    )
  return <Link to={`people/${member.id}`}>{name}</Link>
}

function useColumns(): readonly Column<Member>[] {
  const t = useTexts(policyTexts)
  return useMemo(
    () => [
      { name: 'name', title: t('holders.who'), cell: (member) => <Who member={member} /> },
      {
        name: 'state',
        title: t('holders.state'),
        cell: ({ active, admin, pending }) => (
          <>
            {!active ? (
              <Chip tone="bad">{t('state.off')}</Chip>
            ) : pending ? (
              <Chip>{t('state.invited')}</Chip>
            ) : (
              <Chip tone="good">{t('state.active')}</Chip>
            )}{' '}
            {admin ? <Chip>{t('state.administrator')}</Chip> : null}
          </>
        ),
      },
      {
        name: 'explain',
        title: t('holders.explain'),
        holds: 'act',
        cell: ({ id }) => (
          <Link to="policies/simulator" search={{ membership: id }}>
            {t('ask')}
          </Link>
        ),
      },
    ],
    [t],
  )
}
