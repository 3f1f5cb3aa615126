import type { Project } from '@damson/sdk'
import { type ReactNode, type RefObject, useEffect, useRef } from 'react'
import { useTexts } from '#language'
import { Button, Choice, Empty, Field } from '#parts'
import { addressProblem } from './address-check.ts'
import { addressTexts } from './texts.ts'

export type AddressRule = NonNullable<Project['ipAccessRule']>[number]

interface AddressRulesProps {
  readonly rules: readonly AddressRule[]
  readonly onChange: (rules: readonly AddressRule[]) => void
}

/** Rules on the addresses of requests, in their order: the first that an address meets decides. */
export function AddressRules({ rules, onChange }: AddressRulesProps): ReactNode {
  const t = useTexts(addressTexts)
  const list = useRef<HTMLDivElement>(null)
  const focusNext = useFocusNext(list)
  const change = (next: readonly AddressRule[], focus: string): void => {
    focusNext(focus)
    onChange(next)
  }
  const move = (from: number, to: number): void => {
    const next = rules.map((rule, at) => (at === from ? rules[to] : at === to ? rules[from] : rule) ?? rule)
    const isUp = to < from
    // At an end of the list, the way back is what is left.
    const way = to === 0 ? 'down' : to === rules.length - 1 ? 'up' : isUp ? 'up' : 'down'
    change(next, `${to} ${way}`)
  }
  return (
    <div ref={list}>
      {rules.length === 0 ? <Empty>{t('rules.none')}</Empty> : null}
      <ol className="plain">
        {rules.map((rule, at) => (
          // Rules have no names: their place is what they are known by.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <li key={at} className="card padded">
            <OneRule
              rule={rule}
              at={at}
              count={rules.length}
              onChange={(next) => onChange(rules.with(at, next))}
              onMove={(to) => move(at, to)}
              onRemove={() =>
                change(rules.toSpliced(at, 1), rules.length === 1 ? 'add' : `${Math.max(at - 1, 0)} remove`)
              }
            />
          </li>
        ))}
      </ol>
      <p data-control="add">
        <Button onPress={() => change([...rules, { value: '', action: 'allow' }], `${rules.length} value`)}>
          {t('rules.add')}
        </Button>
      </p>
    </div>
  )
}

interface OneRuleProps {
  readonly rule: AddressRule
  readonly at: number
  readonly count: number
  readonly onChange: (rule: AddressRule) => void
  readonly onMove: (to: number) => void
  readonly onRemove: () => void
}

function OneRule({ rule, at, count, onChange, onMove, onRemove }: OneRuleProps): ReactNode {
  const t = useTexts(addressTexts)
  const number = at + 1
  const { name = '', value, action } = rule
  return (
    <div className="filters one-rule">
      <Choice
        label={t('rule.action', { number })}
        value={action}
        onChange={(next) => onChange({ ...rule, action: next })}
        options={[
          { value: 'allow', text: t('rule.allow') },
          { value: 'block', text: t('rule.block') },
        ]}
      />
      <div data-control={`${at} value`}>
        <AddressField value={value} onChange={(text) => onChange({ ...rule, value: text })} />
      </div>
      <Field label={t('rule.name')} value={name} onChange={(text) => onChange(withName(rule, text))} />
      <div className="actions">
        {count === 1 ? null : <Order at={at} count={count} onMove={onMove} />}
        <span data-control={`${at} remove`}>
          <Button size="small" onPress={onRemove} label={t('rule.remove', { number })}>
            {t('remove')}
          </Button>
        </span>
      </div>
    </div>
  )
}

/** Moves a rule by one place. */
function Order({ at, count, onMove }: Pick<OneRuleProps, 'at' | 'count' | 'onMove'>): ReactNode {
  const t = useTexts(addressTexts)
  const number = at + 1
  return (
    <>
      <span data-control={`${at} up`}>
        <Button size="small" label={t('rule.up', { number })} isDisabled={at === 0} onPress={() => onMove(at - 1)}>
          <span aria-hidden="true">↑</span>
        </Button>
      </span>
      <span data-control={`${at} down`}>
        <Button
          size="small"
          label={t('rule.down', { number })}
          isDisabled={number === count}
          onPress={() => onMove(at + 1)}
        >
          <span aria-hidden="true">↓</span>
        </Button>
      </span>
    </>
  )
}

interface AddressFieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
}

/** Checked while one types. Nothing is said of an empty one. */
function AddressField({ value, onChange }: AddressFieldProps): ReactNode {
  const t = useTexts(addressTexts)
  const problem = value === '' ? undefined : addressProblem(value)
  return (
    <Field
      label={t('rule.value')}
      hint={t('rule.value.hint')}
      value={value}
      onChange={(text) => onChange(text.trim())}
      isMono
      error={problem === undefined ? undefined : t(`problem.${problem.code}`, problem.values)}
    />
  )
}

function withName({ name: _last, ...rule }: AddressRule, name: string): AddressRule {
  return name === '' ? rule : { ...rule, name }
}

/** Puts the focus, once the list is drawn anew, on a control by its name: what had it is elsewhere, or gone. */
function useFocusNext(list: RefObject<HTMLElement | null>): (control: string) => void {
  const wanted = useRef<string>(undefined)
  useEffect(() => {
    if (wanted.current === undefined) return
    const control = `[data-control="${wanted.current}"]`
    wanted.current = undefined
    list.current?.querySelector<HTMLElement>(`${control} input, ${control} button`)?.focus()
  })
  return (control) => {
    wanted.current = control
  }
}
