import type { ReactNode } from 'react'
import { FieldError, Input, Label, Text, TextArea, TextField } from 'react-aria-components'

export interface Shared {
  readonly label: string
  /** A sentence under the field that says what to write, or what it does. */
  readonly hint?: string | undefined
  /** What is wrong with it, and what to do. */
  readonly error?: ReactNode
  readonly isRequired?: boolean
  readonly isDisabled?: boolean
}

export interface FieldProps extends Shared {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly type?: 'text' | 'email' | 'url' | 'date' | 'password' | 'number' | 'tel'
  readonly rows?: number
  readonly autoFocus?: boolean
  readonly isMono?: boolean
}

/** A field for one text. With `rows` it takes several lines. */
export function Field({ label, hint, error, value, onChange, type, rows, isMono, ...rest }: FieldProps): ReactNode {
  const className = isMono === true ? 'mono' : ''
  return (
    <TextField className="field" value={value} onChange={onChange} isInvalid={error !== undefined} {...rest}>
      <Label>{label}</Label>
      {rows === undefined ? (
        <Input className={className} type={type ?? 'text'} {...(type === 'password' && NO_OWN_PASSWORD)} />
      ) : (
        <TextArea className={className} rows={rows} />
      )}
      {hint === undefined ? null : <Text slot="description">{hint}</Text>}
      <FieldError>{error}</FieldError>
    </TextField>
  )
}

/** A secret of something else: the browser must not put in, or keep, the password of the person. */
const NO_OWN_PASSWORD = { autoComplete: 'new-password' } as const
