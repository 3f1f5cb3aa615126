import { type ReactNode, useState } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { useTexts } from '#language'
import { Button } from './buttons.tsx'
import { Field } from './field.tsx'
import { Said } from './refusals/said.tsx'
import { partTexts } from './texts.ts'

export interface DialogProps {
  readonly title: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly children: ReactNode
  readonly isWide?: boolean
  /** What could be lost stays open when somebody presses beside it. */
  readonly isDismissable?: boolean
}

export function Dialog({ title, isOpen, onClose, children, isWide, isDismissable }: DialogProps): ReactNode {
  return (
    <ModalOverlay
      className="overlay"
      isOpen={isOpen}
      isDismissable={isDismissable ?? false}
      onOpenChange={(open) => (open ? undefined : onClose())}
    >
      <Modal className={isWide === true ? 'dialog wide' : 'dialog'}>
        <AriaDialog>
          <Heading slot="title">{title}</Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}

export interface ConfirmProps extends Omit<DialogProps, 'children'> {
  /** What will happen, and what it affects. */
  readonly children: ReactNode
  /** What the button does: "End all sign-ins". */
  readonly action: string
  /** What cannot be undone asks for this name. */
  readonly name?: string
  readonly isBusy?: boolean
  /** What it asks for besides is not answered yet. */
  readonly isDisabled?: boolean
  readonly error?: Error | null
  readonly onConfirm: () => void
}

/**
 * Asks before something that hurts, says what will happen and names what it befalls. What can be taken back asks plainly, and
 * offers that afterwards (`notify` with `undo`). Where it cannot, the person types the name. One sign-in is ended by a plain
 * question that names it: its person signs in again.
 */
export function Confirm({
  children,
  action,
  name,
  isBusy,
  isDisabled,
  error,
  onConfirm,
  ...dialog
}: ConfirmProps): ReactNode {
  const t = useTexts(partTexts)
  const [typed, setTyped] = useState('')
  const isReady = isDisabled !== true && (name === undefined || bare(typed) === bare(name))
  return (
    <Dialog {...dialog}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (isReady) onConfirm()
        }}
      >
        {children}
        {name === undefined ? null : (
          <Field label={t('name.label')} hint={t('name.ask', { name })} value={typed} onChange={setTyped} autoFocus />
        )}
        {error === undefined || error === null ? null : <Wrong error={error} />}
        <div className="actions">
          <Button onPress={dialog.onClose}>{t('cancel')}</Button>
          <Button kind="danger" type="submit" isBusy={isBusy ?? false} isDisabled={!isReady}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** Without the marks that keep a name's direction in a sentence, which are copied with it. */
const bare = (text: string): string => text.replaceAll(/[\u2066-\u2069]/g, '').trim()

/** Why an act was refused, beside the button that asked for it. */
export function Wrong({ error }: { readonly error: Error }): ReactNode {
  return (
    <p className="wrong" role="alert">
      <Said error={error} />
    </p>
  )
}
