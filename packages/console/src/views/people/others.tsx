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
  readonly entry?: readonly { readonly resource: ProjectMembership & { readonly id: string } }[]
}

/** The other memberships that a person has in the project, such as staff who are patients, too. Nothing where there are none. */
export function Others({ id, user }: { readonly id: string; readonly user: string }): ReactNode {
  const t = useTexts(peopleTexts)
  const { data } = useRead<Found>(searchPath('ProjectMembership', { user, _count: '20' }))
  const others = (data?.body.entry ?? []).filter(({ resource }) => resource.id !== id)
  if (others.length === 0) return null
  return (
    <Section title={t('others')}>
      <p className="soft">{t('others.lead')}</p>
      <ul className="plain">
        {others.map(({ resource }) => (
          <Other key={resource.id} membership={resource} />
        ))}
      </ul>
    </Section>
  )
}

function Other({ membership }: { readonly membership: ProjectMembership & { readonly id: string } }): ReactNode {
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
