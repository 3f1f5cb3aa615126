import type { ReactNode } from 'react'
import { Check } from './fields.tsx'

interface FlagProps {
  readonly label: string
  readonly hint: string
  readonly isSelected: boolean
  readonly onChange: (isSelected: boolean) => void
}

/** Something that is on or off, with what it does. */
export function Flag({ label, hint, isSelected, onChange }: FlagProps): ReactNode {
  return (
    <div className="field">
      <Check isSelected={isSelected} onChange={onChange}>
        <span>
          {label}
          <small>{hint}</small>
        </span>
      </Check>
    </div>
  )
}
