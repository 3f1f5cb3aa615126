import type { AccessPolicy } from '@damson/sdk'
import type { ReactNode } from 'react'
import { useTexts } from '#language'
import { Button, Card, Check, Empty, Field, Suggest } from '#parts'
import { criteriaFor, criteriaOptions, HOLDER } from './criteria.ts'
import { type Model, useModel } from './model.ts'
import { allowedBy, INTERACTIONS, type PolicyEntry, withInteractions } from './policy-text.ts'
import { policyTexts } from './texts.ts'
import { useUnsaid } from './unsaid.tsx'

interface EntriesProps {
  readonly policy: AccessPolicy
  readonly onChange: (policy: AccessPolicy) => void
}

/** A policy entry by entry. Elements that are not shown here stay as they are. */
export function Entries({ policy, onChange }: EntriesProps): ReactNode {
  const t = useTexts(policyTexts)
  const model = useModel()
  const entries = policy.resource ?? []
  const set = (next: readonly PolicyEntry[]): void => onChange({ ...policy, resource: [...next] })
  const add = (
    <Button onPress={() => set([...entries, { resourceType: 'Patient', readonly: true }])}>{t('entry.add')}</Button>
  )
  return (
    <>
      <Field label={t('name')} value={policy.name ?? ''} onChange={(name) => onChange({ ...policy, name })} />
      <Compartment
        label={t('account')}
        of={policy.compartment}
        onChange={(compartment) => onChange({ ...policy, compartment })}
      />
      {entries.length === 0 ? (
        <Empty action={add}>{t('entry.none')}</Empty>
      ) : (
        <ol className="policy-entries">
          {entries.map((entry, index) => (
            // Entries have no names: their place is what they are known by.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <li key={index}>
              <Entry
                entry={entry}
                index={index}
                model={model}
                onChange={(next) => set(entries.with(index, next))}
                onRemove={() => set(entries.toSpliced(index, 1))}
              />
            </li>
          ))}
        </ol>
      )}
      {entries.length === 0 ? null : add}
    </>
  )
}

interface EntryProps {
  readonly entry: PolicyEntry
  readonly index: number
  readonly model: Model | undefined
  readonly onChange: (entry: PolicyEntry) => void
  readonly onRemove: () => void
}

function Entry({ entry, index, model, onChange, onRemove }: EntryProps): ReactNode {
  const t = useTexts(policyTexts)
  const { resourceType, criteria } = entry
  const unsaid = useUnsaid()
  const isKnown = resourceType === '*' || model === undefined || model.types.includes(resourceType)
  const parameters = model?.parametersOf(resourceType).map(({ name }) => name) ?? []
  const write = (text: string): void => {
    const { criteria: _before, ...rest } = entry
    onChange(text === '' ? rest : { ...rest, criteria: text })
  }
  const rename = (type: string): void => {
    const follows = criteria === undefined ? {} : { criteria: criteriaFor(type, resourceType, criteria) }
    onChange({ ...entry, resourceType: type, ...follows })
  }
  return (
    <Card className="padded">
      <div className="split">
        <Suggest
          label={t('entry.type', { count: index + 1 })}
          value={resourceType}
          options={['*', ...(model?.types ?? [])].map((value) => ({ value }))}
          onChange={rename}
          isMono
          hint={t('entry.type.hint')}
          error={isKnown ? undefined : t('entry.type.unknown')}
        />
        <Suggest
          label={t('entry.criteria')}
          value={criteria ?? ''}
          options={criteriaOptions(model, resourceType, criteria ?? '')}
          onChange={write}
          isMono
          hint={
            parameters.length === 0
              ? undefined
              : t('entry.criteria.hint', { parameters: parameters.slice(0, 8).join(', ') })
          }
        />
      </div>
      <Compartment
        label={t('entry.compartment')}
        of={entry.compartment}
        onChange={(compartment) => onChange({ ...entry, compartment })}
      />
      {unsaid(entry).map((text) => (
        <p key={text} className="soft">
          {text}
        </p>
      ))}
      <Allowed entry={entry} onChange={onChange} />
      <Button size="small" onPress={onRemove}>
        {t('entry.remove')}
      </Button>
    </Card>
  )
}

/** What the entry allows, each with a box. */
function Allowed({ entry, onChange }: Pick<EntryProps, 'entry' | 'onChange'>): ReactNode {
  const t = useTexts(policyTexts)
  const allowed = allowedBy(entry)
  return (
    <div className="boxes" role="group" aria-label={t('entry.interactions')}>
      {INTERACTIONS.map((one) => (
        <Check
          key={one}
          isSelected={allowed.includes(one)}
          onChange={(isSelected) =>
            onChange(withInteractions(entry, isSelected ? [...allowed, one] : allowed.filter((other) => other !== one)))
          }
        >
          {t(`interaction.${one}`)}
        </Check>
      ))}
    </div>
  )
}

/** Shown where it is written: in an entry, `_compartment` among the parameters says the same. Emptied, it is gone. */
function Compartment({
  label,
  of,
  onChange,
}: {
  readonly label: string
  readonly of: AccessPolicy['compartment']
  readonly onChange: (compartment: AccessPolicy['compartment']) => void
}): ReactNode {
  if (of === undefined) return null
  return (
    <Suggest
      label={label}
      waits
      value={of.reference ?? ''}
      options={HOLDER.map((value) => ({ value }))}
      onChange={(reference) => onChange(reference === '' ? undefined : { reference })}
      isMono
    />
  )
}
