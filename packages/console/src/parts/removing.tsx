import { type ReactNode, useState } from 'react'
import { request } from '#api'
import { Button } from './buttons.tsx'
import { useChanging } from './changing.tsx'
import { Confirm } from './dialogs.tsx'
import type { Version } from './typed.ts'

interface RemovingProps {
  /** What is sent DELETE, with the version that the person saw when they began. */
  readonly path: string
  /** What is there, as it is read: of another address than it is removed at, where `readAt` says so. */
  readonly of: Version<unknown>
  readonly readAt?: string
  readonly name: string
  readonly button: string
  readonly title: string
  readonly children: ReactNode
  readonly onRemoved: () => void
}

/** A button that removes what is shown. Where somebody changed it meanwhile, what has changed is shown before it is removed. */
export function Removing({
  path,
  of,
  readAt = path,
  name,
  button,
  title,
  children,
  onRemoved,
}: RemovingProps): ReactNode {
  const [seen, see] = useState<Version<unknown>>()
  const { meet, isBusy, error, clear, dialog, isMet } = useChanging(() => see(undefined))
  const remove = async (): Promise<void> => {
    const removed = await meet({
      mine: seen?.body,
      begun: seen?.body,
      removes: true,
      ifMatch: seen?.etag,
      send: (ifMatch) => request(path, { method: 'DELETE', ifMatch }),
      theirs: () => request(readAt),
    })
    if (removed !== undefined) onRemoved()
  }
  return (
    <>
      <Button
        kind="danger"
        onPress={() => {
          clear()
          see(of)
        }}
      >
        {button}
      </Button>
      <Confirm
        title={title}
        isOpen={seen !== undefined && !isMet}
        onClose={() => see(undefined)}
        action={button}
        name={name}
        isBusy={isBusy}
        error={error}
        onConfirm={() => void remove()}
      >
        {children}
      </Confirm>
      {dialog}
    </>
  )
}
