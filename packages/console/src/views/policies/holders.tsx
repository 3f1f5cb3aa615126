import type { ProjectMembership } from '@damson/sdk'
import { type ReactNode, useMemo } from 'react'
import { fhirPages, searchPath, usePages } from '#api'
import { useTexts } from '#language'
import { Chip, type Column, Empty, Link, List } from '#parts'
import { useDefaults } from './defaults.ts'
import { type Member, nameOf, useMembers } from './members.ts'
import { policyTexts } from './texts.ts'

const PAGES = fhirPages('ProjectMembership')
type Holder = ProjectMembership & { readonly id: string }

/** Who has a policy: those to whom it was given, and whom the project gives it by default. */
export function Holders({ id }: { readonly id: string }): ReactNode {
  const t = useTexts(policyTexts)
  const reference = `AccessPolicy/${id}`
  const pages = usePages(searchPath('ProjectMembership', { 'access-policy': reference, _count: '200' }), PAGES)
  const members = new Map(useMembers().rows.map((member) => [member.id, member]))
  const columns = useColumns(members)
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
function Who({ holder, member }: { readonly holder: Holder; readonly member: Member | undefined }): ReactNode {
  const t = useTexts(policyTexts)
  const { profile, id } = holder
  const [type, own = ''] = profile?.reference?.split('/') ?? []
  const name = <bdi>{(member && nameOf(member)) ?? profile?.display ?? profile?.reference ?? id}</bdi>
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
  return <Link to={`people/${id}`}>{name}</Link>
}

function useColumns(members: ReadonlyMap<string, Member>): readonly Column<Holder>[] {
  const t = useTexts(policyTexts)
  return useMemo(
    () => [
      {
        name: 'name',
        title: t('holders.who'),
        cell: (holder) => <Who holder={holder} member={members.get(holder.id)} />,
      },
      {
        name: 'state',
        title: t('holders.state'),
        cell: ({ active, admin, id }) => (
          <>
            {active === false ? (
              <Chip tone="bad">{t('state.off')}</Chip>
            ) : members.get(id)?.pending === true ? (
              <Chip>{t('state.invited')}</Chip>
            ) : (
              <Chip tone="good">{t('state.active')}</Chip>
            )}{' '}
            {admin === true ? <Chip>{t('state.administrator')}</Chip> : null}
          </>
        ),
      },
      {
        name: 'explain',
        title: t('simulator'),
        holds: 'act',
        cell: ({ id }) => (
          <Link to="policies/simulator" search={{ membership: id }}>
            {t('holders.explain')}
          </Link>
        ),
      },
    ],
    // The names come after the rows.
    [members.size],
  )
}
