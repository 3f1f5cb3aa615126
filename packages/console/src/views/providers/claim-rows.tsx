import type { ReactNode } from 'react'
import { useTexts } from '#language'
import { Button, Check, Choice, Empty, Field, PolicyChoice } from '#parts'
import { type ClaimRule, changedRule } from './claim-rules.ts'
import { providersTexts } from './texts.ts'

interface RowsProps {
  readonly rules: readonly ClaimRule[]
  readonly onChange: (rules: readonly ClaimRule[]) => void
}

/** The rules as rows: when a claim has a value, then what. */
export function ClaimRows({ rules, onChange }: RowsProps): ReactNode {
  const t = useTexts(providersTexts)
  return (
    <>
      {rules.length === 0 ? <Empty>{t('rule.none')}</Empty> : null}
      <ol className="plain">
        {rules.map((rule, at) => (
          <li key={at} className="card padded">
            <Row
              rule={rule}
              number={at + 1}
              onChange={(next) => onChange(rules.toSpliced(at, 1, next))}
              onRemove={() => onChange(rules.toSpliced(at, 1))}
            />
          </li>
        ))}
      </ol>
      <div className="actions">
        <Button onPress={() => onChange([...rules, { claim: '', value: '' }])}>{t('rule.add')}</Button>
      </div>
    </>
  )
}

interface RowProps {
  readonly rule: ClaimRule
  readonly number: number
  readonly onChange: (rule: ClaimRule) => void
  readonly onRemove: () => void
}

const KINDS = ['Practitioner', 'Patient', 'RelatedPerson'] as const
const FLAGS = ['refuse', 'secondFactor', 'compliantDevice', 'optional'] as const

function Row({ rule, number, onChange, onRemove }: RowProps): ReactNode {
  const t = useTexts(providersTexts)
  const change = (part: Partial<Record<keyof ClaimRule, unknown>>): void => onChange(changedRule(rule, part))
  return (
    <fieldset>
      <legend>{t('rule', { number })}</legend>
      <div className="filters">
        <Field
          label={t('rule.claim')}
          hint={t('rule.claim.hint')}
          value={rule.claim}
          onChange={(claim) => change({ claim })}
          isMono
        />
        <Field label={t('rule.value')} value={rule.value} onChange={(value) => change({ value })} isMono />
      </div>
      <div className="filters">
        <Choice
          label={t('rule.kind')}
          value={rule.profileType ?? ''}
          onChange={(profileType) => change({ profileType })}
          options={[
            { value: '', text: t('rule.kind.any') },
            ...KINDS.map((kind) => ({ value: kind, text: t(`kind.${kind}`) })),
          ]}
        />
        <PolicyChoice
          label={t('claims.policy')}
          byDefault={t('claims.kept.policy')}
          value={rule.accessPolicy?.reference ?? ''}
          onChange={(reference) => change({ accessPolicy: reference === '' ? undefined : { reference } })}
        />
      </div>
      {FLAGS.map((flag) => (
        <Check key={flag} isSelected={rule[flag] === true} onChange={(isOn) => change({ [flag]: isOn })}>
          {t(`rule.${flag}`)}
        </Check>
      ))}
      <Button size="small" onPress={onRemove} label={t('rule.remove', { number })}>
        {t('remove')}
      </Button>
    </fieldset>
  )
}
