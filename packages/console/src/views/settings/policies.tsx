import type { Project } from '@damson/sdk'
import type { ReactNode } from 'react'
import { useTexts } from '#language'
import { PolicyChoice } from '#parts'
import { settingsTexts } from './texts.ts'

const TYPES = ['Practitioner', 'Patient', 'RelatedPerson', 'ClientApplication', 'Bot', 'Admin'] as const

interface PoliciesProps {
  readonly project: Project
  readonly onChange: (project: Project) => void
}

/** What those may who have no policy of their own, and whether patients may register. */
export function Policies({ project, onChange }: PoliciesProps): ReactNode {
  const t = useTexts(settingsTexts)
  const { defaultAccessPolicies: defaults = [], defaultPatientAccessPolicy: patients, ...rest } = project
  const register = (reference: string): void => {
    const { defaultPatientAccessPolicy: _last, ...others } = project
    onChange(reference === '' ? others : { ...others, defaultPatientAccessPolicy: { reference } })
  }
  const set = (profileType: (typeof TYPES)[number], reference: string): void => {
    const others = defaults.filter((one) => one.profileType !== profileType)
    const next = reference === '' ? others : [...others, { profileType, accessPolicy: { reference } }]
    onChange({
      ...rest,
      ...(patients !== undefined && { defaultPatientAccessPolicy: patients }),
      ...(next.length > 0 && { defaultAccessPolicies: next }),
    })
  }
  return (
    <>
      <PolicyChoice
        label={t('register')}
        hint={t('register.hint')}
        byDefault={t('register.none')}
        value={patients?.reference ?? ''}
        onChange={register}
      />
      <p className="soft">{t('default.hint')}</p>
      {TYPES.map((type) => (
        <PolicyChoice
          key={type}
          label={t(`default.${type}`)}
          byDefault={t('default.none')}
          value={defaults.find(({ profileType }) => profileType === type)?.accessPolicy.reference ?? ''}
          onChange={(reference) => set(type, reference)}
        />
      ))}
    </>
  )
}
