import type { ProjectMembership } from '@damson/sdk'
import { type ReactNode, useMemo } from 'react'
import { fhirPages, searchPath, usePages } from '#api'
import { useMe } from '#frame'
import { useTexts } from '#language'
import { Chip, type Column, Empty, Link, List } from '#parts'
import { nameOf, useMembers } from './members.ts'
import { policyTexts } from './texts.ts'

const PAGES = fhirPages('ProjectMembership')
type Holder = ProjectMembership & { readonly id: string }

/** Who has a policy: those to whom it was given, and whom the project gives it by default. */
export function Holders({ id }: { readonly id: string }): ReactNode {
  const t = useTexts(policyTexts)
  const { project } = useMe()
  const reference = `AccessPolicy/${id}`
  const pages = usePages(searchPath('ProjectMembership', { 'access-policy': reference, _count: '200' }), PAGES)
  const names = new Map(useMembers().rows.map((member) => [member.id, nameOf(member)]))
  const columns = useColumns(names)
  const defaults = (project.defaultAccessPolicies ?? []).flatMap(({ profileType, accessPolicy }) =>
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

function useColumns(names: ReadonlyMap<string, string>): readonly Column<Holder>[] {
  const t = useTexts(policyTexts)
  return useMemo(
    () => [
      {
        name: 'name',
        title: t('holders.who'),
        cell: ({ profile, id }) => <bdi>{names.get(id) ?? profile?.display ?? profile?.reference ?? id}</bdi>,
      },
      {
        name: 'state',
        title: t('holders.state'),
        cell: ({ active, admin }) => (
          <>
            <Chip tone={active === false ? 'bad' : 'good'}>
              {active === false ? t('state.off') : t('state.active')}
            </Chip>{' '}
            {admin === true ? <Chip>{t('state.administrator')}</Chip> : null}
          </>
        ),
      },
      {
        name: 'explain',
        title: t('simulator'),
        cell: ({ id }) => (
          <Link to="policies/simulator" search={{ membership: id }}>
            {t('holders.explain')}
          </Link>
        ),
      },
    ],
    // The names come after the rows.
    [names.size],
  )
}
