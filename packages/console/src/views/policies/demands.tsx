import type { AccessPolicy } from '@damson/sdk'
import type { ReactNode } from 'react'
import { useMe } from '#frame'
import { useTexts } from '#language'
import { Choice, Flag, Section } from '#parts'
import { AddressRules } from '../settings/address-rules/address-rules.tsx'
import { AAL } from '../settings/known.ts'
import { BasedOn } from './based-on.tsx'
import { withDemand } from './policy-text.ts'
import { policyTexts } from './texts.ts'

interface DemandsProps {
  readonly policy: AccessPolicy
  readonly onChange: (policy: AccessPolicy) => void
}

/** Who may use a policy, and from where: what must be true of whoever has it, before an entry counts. */
export function Demands({ policy, onChange }: DemandsProps): ReactNode {
  const t = useTexts(policyTexts)
  const { mfaRequired, minimumAcr, compliantDeviceRequired, ipAccessRule = [], basedOn = [], id } = policy
  const isOwn = useMe().has(id ?? '')
  const set = (demand: Parameters<typeof withDemand>[1]): void => onChange(withDemand(policy, demand))
  return (
    <Section title={t('demands')}>
      <p className="soft">{t('demands.lead')}</p>
      {isOwn ? <p className="soft">{t('demands.own')}</p> : null}
      <Flag
        label={t('demands.mfa')}
        hint={t('demands.mfa.hint')}
        isSelected={mfaRequired === true}
        onChange={(isDemanded) => set({ mfaRequired: isDemanded })}
      />
      <Assurance value={minimumAcr ?? ''} onChange={(level) => set({ minimumAcr: level })} />
      <Flag
        label={t('demands.device')}
        hint={t('demands.device.hint')}
        isSelected={compliantDeviceRequired === true}
        onChange={(isDemanded) => set({ compliantDeviceRequired: isDemanded })}
      />
      {isOwn && compliantDeviceRequired === true ? <p className="wrong">{t('demands.device.own')}</p> : null}
      <h3>{t('demands.addresses')}</h3>
      <p className="soft">{t('demands.addresses.lead')}</p>
      <AddressRules rules={ipAccessRule} onChange={(rules) => set({ ipAccessRule: [...rules] })} />
      <BasedOn policies={basedOn} onChange={(next) => set({ basedOn: next })} />
    </Section>
  )
}

interface AssuranceProps {
  readonly value: string
  readonly onChange: (value: NonNullable<AccessPolicy['minimumAcr']>) => void
}

/** A level that is no known one is shown as it is. */
function Assurance({ value, onChange }: AssuranceProps): ReactNode {
  const t = useTexts(policyTexts)
  const known = [
    { value: '', text: t('demands.acr.none') },
    { value: AAL[0], text: t('demands.acr.1') },
    { value: AAL[1], text: t('demands.acr.2') },
  ]
  const isKnown = known.some((one) => one.value === value)
  return (
    <Choice<string>
      label={t('demands.acr')}
      hint={t('demands.acr.hint')}
      value={value}
      onChange={(level) => onChange(level as Parameters<typeof onChange>[0])}
      options={isKnown ? known : [...known, { value, text: value }]}
    />
  )
}
