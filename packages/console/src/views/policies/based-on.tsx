import type { AccessPolicy } from '@damson/sdk'
import type { ReactNode } from 'react'
import { useTexts } from '#language'
import { Button, usePolicies } from '#parts'
import { policyTexts } from './texts.ts'

type References = NonNullable<AccessPolicy['basedOn']>

interface BasedOnProps {
  readonly policies: References
  readonly onChange: (policies: References) => void
}

/** The policies that this one was made from. It is a note: nothing of theirs holds here. Shown where it is written. */
export function BasedOn({ policies, onChange }: BasedOnProps): ReactNode {
  const t = useTexts(policyTexts)
  const { rows } = usePolicies(policies.length === 0)
  if (policies.length === 0) return null
  const nameOf = ({ reference = '', display }: References[number]): string =>
    rows.find(({ id }) => reference === `AccessPolicy/${id}`)?.name ?? display ?? reference
  return (
    <div className="field" role="group" aria-label={t('basedOn')}>
      <b>{t('basedOn')}</b>
      <small>{t('basedOn.hint')}</small>
      <ul className="plain">
        {policies.map((policy, at) => (
          // The same may stand there twice.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <li key={at}>
            <bdi>{nameOf(policy)}</bdi>{' '}
            <Button
              size="small"
              label={t('basedOn.remove', { name: nameOf(policy) })}
              onPress={() => onChange(policies.toSpliced(at, 1))}
            >
              {t('basedOn.without')}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  )
}
