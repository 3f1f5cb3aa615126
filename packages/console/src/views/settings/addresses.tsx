import type { Project } from '@damson/sdk'
import { type ReactNode, useState } from 'react'
import { useTexts } from '#language'
import { Field, Section } from '#parts'
import { type AddressRule, AddressRules } from './address-rules/address-rules.tsx'
import { settingsTexts } from './texts.ts'

interface AddressesProps {
  readonly project: Project
  readonly onChange: (project: Project) => void
}

/** From which addresses of networks people and machines may come, and from which web pages browsers may call. */
export function Addresses({ project, onChange }: AddressesProps): ReactNode {
  const t = useTexts(settingsTexts)
  const { ipAccessRule: rules = [], origin = [], ...rest } = project
  const put = (nextRules: readonly AddressRule[], nextOrigins: readonly string[]): void =>
    onChange({
      ...rest,
      ...(nextRules.length > 0 && { ipAccessRule: [...nextRules] }),
      ...(nextOrigins.length > 0 && { origin: [...nextOrigins] }),
    })
  return (
    <>
      <Section title={t('rules')}>
        <p className="soft">{t('rules.lead')}</p>
        <AddressRules rules={rules} onChange={(next) => put(next, origin)} />
      </Section>
      <Origins origins={origin} onChange={(next) => put(rules, next)} />
    </>
  )
}

interface OriginsProps {
  readonly origins: readonly string[]
  readonly onChange: (origins: readonly string[]) => void
}

function Origins({ origins, onChange }: OriginsProps): ReactNode {
  const t = useTexts(settingsTexts)
  const [typed, setTyped] = useState(origins.join('\n'))
  const lines = (text: string): readonly string[] => text.split('\n').flatMap((line) => line.trim() || [])
  const value = lines(typed).join() === origins.join() ? typed : origins.join('\n')
  return (
    <Field
      label={t('origins')}
      hint={t('origins.hint')}
      rows={4}
      value={value}
      onChange={(text) => {
        setTyped(text)
        onChange(lines(text))
      }}
      isMono
    />
  )
}
