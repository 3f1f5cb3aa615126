import type { ProjectMembership } from '@damson/sdk'
import type { ReactNode } from 'react'
import { searchPath, usePages, useRead } from '#api'
import { useMe } from '#frame'
import { useTexts } from '#language'
import { Link, Section } from '#parts'
import { MEMBERS, nameOf } from './members.ts'
import { State } from './people.tsx'
import { peopleTexts } from './texts.ts'

interface Found {
  readonly entry?: readonly { readonly resource: Membership }[]
}

export type Membership = ProjectMembership & { readonly id: string }

/** All that a person has in the project, as far as the administrator may read it; undefined while it is being read. */
export function useMemberships(user: string): readonly Membership[] | undefined {
  const { data, isPending } = useRead<Found>(searchPath('ProjectMembership', { user, _count: '20' }))
  return isPending ? undefined : (data?.body.entry ?? []).map(({ resource }) => resource)
}

/** The other memberships that a person has in the project, such as staff who are patients, too. Nothing where there are none. */
export function Others({ memberships }: { readonly memberships: readonly Membership[] }): ReactNode {
  const t = useTexts(peopleTexts)
  if (memberships.length === 0) return null
  return (
    <Section title={t('others')}>
      <p className="soft">{t('others.lead')}</p>
      <ul className="plain">
        {memberships.map((one) => (
          <Other key={one.id} membership={one} />
        ))}
      </ul>
    </Section>
  )
}

function Other({ membership }: { readonly membership: Membership }): ReactNode {
  const t = useTexts(peopleTexts)
  const { project } = useMe()
  const { rows } = usePages(`admin/projects/${project.id}/members?id=${membership.id}`, MEMBERS)
  const [member] = rows
  const profile = membership.profile?.reference ?? ''
  return (
    <li>
      <Link to={`people/${membership.id}`}>{member === undefined ? profile : nameOf(member)}</Link>{' '}
      <small>{kindOf(profile, t)}</small> {member === undefined ? null : <State member={member} />}
    </li>
  )
}

const KINDS: Readonly<Record<string, 'kind.Practitioner' | 'kind.Patient' | 'kind.RelatedPerson'>> = {
  Practitioner: 'kind.Practitioner',
  Patient: 'kind.Patient',
  RelatedPerson: 'kind.RelatedPerson',
}

function kindOf(
  profile: string,
  t: (key: 'kind.Practitioner' | 'kind.Patient' | 'kind.RelatedPerson') => string,
): string {
  const type = profile.split('/')[0] ?? ''
  const key = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined
  return key === undefined ? type : t(key)
}
