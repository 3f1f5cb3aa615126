import type { AccessPolicy, Bundle } from '@damson/sdk'
import type { ReactNode } from 'react'
import { searchPath, useRead } from '#api'
import { useTexts } from '#language'
import { Choice, Loading, Trouble } from '#parts'
import { peopleTexts } from './texts.ts'

const NONE = ''

/** Chooses a policy by its name. Without one, the project's default for the kind of person holds. */
export function PolicyChoice({
  value,
  onChange,
}: {
  readonly value: string
  readonly onChange: (reference: string) => void
}): ReactNode {
  const t = useTexts(peopleTexts)
  const policies = useRead<Bundle<AccessPolicy>>(searchPath('AccessPolicy', { _count: '500', _sort: 'name' }))
  if (policies.error !== null && policies.data === undefined)
    return <Trouble error={policies.error} again={() => void policies.refetch()} />
  if (policies.data === undefined) return <Loading />
  const options = (policies.data.body.entry ?? []).flatMap(({ resource }) =>
    resource?.id === undefined ? [] : [{ value: `AccessPolicy/${resource.id}`, text: resource.name ?? resource.id }],
  )
  return (
    <Choice
      label={t('policy')}
      hint={t('policy.hint')}
      value={value}
      onChange={onChange}
      options={[{ value: NONE, text: t('policy.default') }, ...options]}
    />
  )
}
