import { type ReactNode, useState } from 'react'
import { Button, ComboBox, FieldError, Input, Label, ListBox, ListBoxItem, Popover, Text } from 'react-aria-components'
import type { Shared } from './field.tsx'

export interface Suggestion {
  /** What then stands in the field. */
  readonly value: string
  /** What is offered, where that is shorter. */
  readonly text?: string
  readonly hint?: string | undefined
}

export interface SuggestProps extends Shared {
  readonly value: string
  readonly options: readonly Suggestion[]
  readonly onChange: (value: string) => void
  /** What is typed is told once one is chosen or the field is left: where half a word would already be asked for. */
  readonly waits?: boolean
  readonly isMono?: boolean
}

/** A text of which some are known: they are offered while one types. What is wrong with it is said when it is left. */
export function Suggest({
  label,
  hint,
  error,
  value,
  options,
  onChange,
  waits = false,
  isMono = false,
  ...rest
}: SuggestProps): ReactNode {
  // Undefined while nobody types in it.
  const [typed, setTyped] = useState<string>()
  const text = typed ?? value
  const isWrong = error !== undefined && typed === undefined
  // A value that comes from elsewhere begins anew: to one that has the focus it would be typing, and open the list.
  const [met, setMet] = useState({ value, told: value, turn: 0 })
  if (met.value !== value) {
    const isOwn = met.told === value || typed !== undefined
    setMet({ value, told: value, turn: isOwn ? met.turn : met.turn + 1 })
  }
  const tell = (next: string): void => {
    setTyped(undefined)
    if (next === value) return
    setMet((now) => ({ ...now, told: next }))
    onChange(next)
  }
  return (
    <ComboBox
      key={met.turn}
      className="field"
      allowsCustomValue
      inputValue={text}
      onInputChange={(next) => {
        setTyped(next)
        if (!waits) onChange(next)
      }}
      value={options.some((one) => one.value === text) ? text : null}
      onChange={(key) => (key === null ? undefined : tell(String(key)))}
      onBlur={() => (typed === undefined ? undefined : tell(typed.trim()))}
      defaultItems={options.map((option) => ({ ...option, id: option.value }))}
      isInvalid={isWrong}
      menuTrigger="input"
      {...rest}
    >
      <Label>{label}</Label>
      <div className="combo">
        <Input autoComplete="off" spellCheck={false} className={isMono ? 'mono' : ''} />
        <Button className="select" aria-label={label}>
          <span aria-hidden="true">▾</span>
        </Button>
      </div>
      {hint === undefined ? null : <Text slot="description">{hint}</Text>}
      <FieldError>{error}</FieldError>
      <Offered />
    </ComboBox>
  )
}

function Offered(): ReactNode {
  return (
    <Popover className="popover">
      <ListBox<Suggestion & { id: string }>>
        {({ value: whole, text: shown = whole, hint: more }) => (
          <ListBoxItem textValue={whole}>
            <Text slot="label">{shown}</Text>
            {more === undefined || more === '' ? null : <Text slot="description">{more}</Text>}
          </ListBoxItem>
        )}
      </ListBox>
    </Popover>
  )
}
