import type { ReactNode } from 'react'
import { fhirPages, searchPath, useWhole } from '#api'
import { useTexts } from '#language'
import { Choice, type Option } from '#parts'
import { providersTexts } from './texts.ts'

export interface ProviderChoiceProps {
  readonly value: string
  readonly onChange: (reference: string) => void
}

const PATH = searchPath('ProjectIdentityProvider', { _count: '100' })
const PAGED = fhirPages('ProjectIdentityProvider')

/** The project's providers by their names. */
export function useProviderOptions(): readonly Option[] {
  return useWhole(PATH, PAGED).rows.map(({ id, identityProvider: { name, issuer } }) => ({
    value: `ProjectIdentityProvider/${id}`,
    text: name ?? issuer ?? id,
  }))
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
