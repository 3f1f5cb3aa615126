import type { ReactNode } from 'react'
import {
  Checkbox as AriaCheckbox,
  SearchField as AriaSearchField,
  Button,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Radio,
  RadioGroup,
  Select,
  SelectValue,
  Text,
} from 'react-aria-components'
import { useTexts } from '#language'
import type { Shared } from './field.tsx'
import { partTexts } from './texts.ts'

export interface Option<V extends string = string> {
  readonly value: V
  readonly text: string
  readonly hint?: string
}

export interface ChoiceProps<V extends string> extends Shared {
  readonly options: readonly Option<V>[]
  readonly value: V | undefined
  readonly onChange: (value: V) => void
}

/** One of several, from a list that opens. */
export function Choice<V extends string>({
  label,
  hint,
  error,
  options,
  value,
  onChange,
  ...rest
}: ChoiceProps<V>): ReactNode {
  const t = useTexts(partTexts)
  return (
    <Select
      className="field"
      placeholder={t('choose')}
      value={value ?? null}
      onChange={(key) => onChange(key as V)}
      isInvalid={error !== undefined}
      {...rest}
    >
      <Label>{label}</Label>
      <Button className="select">
        <SelectValue />
        <span aria-hidden="true">▾</span>
      </Button>
      {hint === undefined ? null : <Text slot="description">{hint}</Text>}
      <FieldError>{error}</FieldError>
      <Popover className="popover">
        <ListBox items={options.map((option) => ({ ...option, id: option.value }))}>
          {({ text, hint: more }) => (
            <ListBoxItem textValue={text}>
              <Text slot="label" dir="auto">
                {text}
              </Text>
              {more === undefined ? null : <Text slot="description">{more}</Text>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  )
}

/** One of a few, all in view: for questions. */
export function Question<V extends string>({
  label,
  hint,
  error,
  options,
  value,
  onChange,
  ...rest
}: ChoiceProps<V>): ReactNode {
  return (
    <RadioGroup
      className="question"
      value={value ?? null}
      onChange={(next) => onChange(next as V)}
      isInvalid={error !== undefined}
      {...rest}
    >
      <Label>{label}</Label>
      {hint === undefined ? null : <Text slot="description">{hint}</Text>}
      {options.map((option) => (
        <Radio key={option.value} value={option.value} className="radio">
          <span className="mark" aria-hidden="true" />
          <span>
            <b>{option.text}</b>
            {option.hint === undefined ? null : <small>{option.hint}</small>}
          </span>
        </Radio>
      ))}
      <FieldError>{error}</FieldError>
    </RadioGroup>
  )
}

export interface CheckProps {
  readonly children: ReactNode
  readonly isSelected: boolean
  readonly onChange: (isSelected: boolean) => void
  readonly isDisabled?: boolean
}

export function Check({ children, ...rest }: CheckProps): ReactNode {
  return (
    <AriaCheckbox className="check" {...rest}>
      <span className="mark" aria-hidden="true" />
      {children}
    </AriaCheckbox>
  )
}

/** Searches as one types. */
export function Find({
  label,
  value,
  onChange,
}: {
  label: string
  value: string
  onChange: (value: string) => void
}): ReactNode {
  return (
    <AriaSearchField className="field find" value={value} onChange={onChange}>
      <Label>{label}</Label>
      <Input />
    </AriaSearchField>
  )
}
