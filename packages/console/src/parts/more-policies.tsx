import type { ReactNode } from 'react'
import { useTexts } from '#language'
import { Link } from './buttons.tsx'
import { Named } from './named.tsx'
import type { PoliciesHeld } from './policies-held.ts'
import { usePolicies } from './policy-choice.tsx'
import { partTexts } from './texts.ts'

export interface MorePoliciesProps {
  readonly of: PoliciesHeld['more']
  /** The id of the membership that has them. */
  readonly membership: string
}

/** The policies that hold beside the one that is chosen. They are changed in the record alone, so no form drops them. */
export function MorePolicies({ of, membership }: MorePoliciesProps): ReactNode {
  const t = useTexts(partTexts)
  const { rows } = usePolicies()
  if (of.length === 0) return null
  const nameOf = (reference: string) => rows.find(({ id }) => reference === `AccessPolicy/${id}`)?.name
  return (
    <div className="soft">
      <p>{t('policy.more')}</p>
      <ul>
        {of.map(({ policy: { reference = '' }, parameter }, at) => (
          <li key={at}>
            <Named reference={reference} name={nameOf(reference)} />
            {parameter?.map(({ name, valueString, valueReference }) => (
              <span key={name} className="mono">
                {' '}
                <bdi>{`${name}=${valueReference?.reference ?? valueString ?? ''}`}</bdi>
              </span>
            ))}
          </li>
        ))}
      </ul>
      <Link to={`resources/ProjectMembership/${membership}`}>{t('policy.more.open')}</Link>
    </div>
  )
}
