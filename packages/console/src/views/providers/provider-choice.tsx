import type { Bundle, ProjectIdentityProvider } from '@damson/sdk'
import type { ReactNode } from 'react'
import { searchPath, useRead } from '#api'
import { useTexts } from '#language'
import { Choice, type Option } from '#parts'
import { providersTexts } from './texts.ts'

export interface ProviderChoiceProps {
  readonly value: string
  readonly onChange: (reference: string) => void
}

/** The project's providers by their names. */
export function useProviderOptions(): readonly Option[] {
  const providers = useRead<Bundle<ProjectIdentityProvider>>(searchPath('ProjectIdentityProvider', { _count: '100' }))
  return (providers.data?.body.entry ?? []).flatMap(({ resource }) =>
    resource?.id === undefined
      ? []
      : [
          {
            value: `ProjectIdentityProvider/${resource.id}`,
            text: resource.identityProvider.name ?? resource.identityProvider.issuer ?? resource.id,
          },
        ],
  )
}

/** Chooses one of the project's providers by its name. */
export function ProviderChoice({ value, onChange }: ProviderChoiceProps): ReactNode {
  const t = useTexts(providersTexts)
  const options = useProviderOptions()
  return (
    <Choice
      label={t('provider')}
      value={value}
      onChange={onChange}
      options={[{ value: '', text: t('provider.later') }, ...options]}
    />
  )
}
