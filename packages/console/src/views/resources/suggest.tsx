import type { ReactNode } from 'react'
import { Button, ComboBox, FieldError, Input, Label, ListBox, ListBoxItem, Popover, Text } from 'react-aria-components'

export interface Suggestion {
  readonly value: string
  readonly hint?: string | undefined
}

/** A text of which some are known: they are offered while one types. */
export function Suggest({
  label,
  hint,
  error,
  value,
  options,
  onChange,
}: {
  readonly label: string
  readonly hint?: string | undefined
  readonly error?: string | undefined
  readonly value: string
  readonly options: readonly Suggestion[]
  /** When one is chosen, or the field is left. */
  readonly onChange: (value: string) => void
}): ReactNode {
  return (
    <ComboBox
      key={value}
      className="field"
      allowsCustomValue
      defaultInputValue={value}
      defaultItems={options.map((option) => ({ ...option, id: option.value }))}
      isInvalid={error !== undefined}
      menuTrigger="input"
      onChange={(key) => (key === null ? undefined : onChange(String(key)))}
      onBlur={({ target }) => (target instanceof HTMLInputElement ? onChange(target.value.trim()) : undefined)}
    >
      <Label>{label}</Label>
      <div className="combo">
        <Input autoComplete="off" spellCheck={false} />
        <Button className="select" aria-label={label}>
          <span aria-hidden="true">▾</span>
        </Button>
      </div>
      {hint === undefined ? null : <Text slot="description">{hint}</Text>}
      <FieldError>{error}</FieldError>
      <Popover className="popover">
        <ListBox<Suggestion & { id: string }>>
          {({ value: text, hint: more }) => (
            <ListBoxItem textValue={text}>
              <Text slot="label">{text}</Text>
              {more === undefined ? null : <Text slot="description">{more}</Text>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  )
}
