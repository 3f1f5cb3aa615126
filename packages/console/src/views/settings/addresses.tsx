import type { Project } from '@damson/sdk'
import { type ReactNode, useState } from 'react'
import { useTexts } from '#language'
import { Button, Choice, Empty, Field, Section } from '#parts'
import { settingsTexts } from './texts.ts'

type Rule = NonNullable<Project['ipAccessRule']>[number]

interface AddressesProps {
  readonly project: Project
  readonly onChange: (project: Project) => void
}

/** From which addresses of networks people and machines may come, and from which web pages browsers may call. */
export function Addresses({ project, onChange }: AddressesProps): ReactNode {
  const t = useTexts(settingsTexts)
  const { ipAccessRule: rules = [], origin = [], ...rest } = project
  const put = (nextRules: readonly Rule[], nextOrigins: readonly string[]): void =>
    onChange({
      ...rest,
      ...(nextRules.length > 0 && { ipAccessRule: [...nextRules] }),
      ...(nextOrigins.length > 0 && { origin: [...nextOrigins] }),
    })
  return (
    <>
      <Section title={t('rules')}>
        <p className="soft">{t('rules.lead')}</p>
        {rules.length === 0 ? <Empty>{t('rules.none')}</Empty> : null}
        <ol className="plain">
          {rules.map((rule, at) => (
            <li key={at} className="card padded">
              <OneRule
                rule={rule}
                number={at + 1}
                onChange={(next) => put(rules.toSpliced(at, 1, next), origin)}
                onRemove={() => put(rules.toSpliced(at, 1), origin)}
              />
            </li>
          ))}
        </ol>
        <Button onPress={() => put([...rules, { value: '', action: 'allow' }], origin)}>{t('rules.add')}</Button>
      </Section>
      <Origins origins={origin} onChange={(next) => put(rules, next)} />
    </>
  )
}

interface OneRuleProps {
  readonly rule: Rule
  readonly number: number
  readonly onChange: (rule: Rule) => void
  readonly onRemove: () => void
}

function OneRule({ rule, number, onChange, onRemove }: OneRuleProps): ReactNode {
  const t = useTexts(settingsTexts)
  const { name = '', value, action } = rule
  return (
    <div className="filters">
      <Choice
        label={t('rule.action', { number })}
        value={action}
        onChange={(next) => onChange({ ...rule, action: next })}
        options={[
          { value: 'allow', text: t('rule.allow') },
          { value: 'block', text: t('rule.block') },
        ]}
      />
      <Field
        label={t('rule.value')}
        hint={t('rule.value.hint')}
        value={value}
        onChange={(text) => onChange({ ...rule, value: text.trim() })}
        isMono
      />
      <Field label={t('rule.name')} value={name} onChange={(text) => onChange(withName(rule, text))} />
      <Button size="small" onPress={onRemove} label={t('rule.remove', { number })}>
        {t('remove')}
      </Button>
    </div>
  )
}

function withName({ name: _last, ...rule }: Rule, name: string): Rule {
  return name === '' ? rule : { ...rule, name }
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
