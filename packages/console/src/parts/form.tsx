import { type ReactNode, useEffect, useRef } from 'react'

export interface FormProps {
  readonly onSubmit: () => void
  readonly children: ReactNode
  /** It stands below what one came for, so it leaves the focus where it is. */
  readonly isBelow?: boolean
}

/** What is typed into or chosen from; of a row of marks, the one by which Tab comes in. */
const FIRST = 'input:not([type=radio], [type=hidden], [tabindex="-1"]), input:checked, textarea, .select'

/** A form that one comes to, as a page or in a dialog: the first of its fields has the focus. */
export function Form({ onSubmit, children, isBelow }: FormProps): ReactNode {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (isBelow !== true) form.current?.querySelector<HTMLElement>(FIRST)?.focus()
  }, [isBelow])
  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault()
        // A dialog is inside of another form in the tree of components.
        event.stopPropagation()
        onSubmit()
      }}
    >
      {children}
    </form>
  )
}
