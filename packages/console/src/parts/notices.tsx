import { type ReactNode, useSyncExternalStore } from 'react'
import { useTexts } from '#language'
import { Button } from './buttons.tsx'
import { Said } from './refusals/said.tsx'
import { partTexts } from './texts.ts'

/** Where to see more of what was done, outside the console. */
interface NoticeLink {
  readonly href: string
  readonly text: string
}

interface Notice {
  readonly id: number
  readonly text: string | Error
  readonly undo?: (() => void) | undefined
  readonly link?: NoticeLink | undefined
}

let notices: readonly Notice[] = []
let last = 0
const listeners = new Set<() => void>()

function set(next: readonly Notice[]): void {
  notices = next
  for (const listener of listeners) listener()
}

const SHOWN_MS = 8_000

/** Says for a while that something was done, or why it was not; with `undo`, offers to take it back. */
export function notify(text: string | Error, undo?: () => void, link?: NoticeLink): void {
  last += 1
  const id = last
  set([...notices, { id, text, undo, link }])
  setTimeout(() => set(notices.filter((one) => one.id !== id)), SHOWN_MS)
}

export function Notices(): ReactNode {
  const t = useTexts(partTexts)
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => notices,
  )
  return (
    <div className="notices" role="status">
      {shown.map(({ id, text, undo, link }) => (
        <p key={id} className="card">
          {typeof text === 'string' ? text : <Said error={text} />}
          {link === undefined ? null : (
            <a href={link.href} target="_blank" rel="noreferrer">
              {link.text}
            </a>
          )}
          {undo === undefined ? null : (
            <Button
              size="small"
              onPress={() => {
                set(notices.filter((one) => one.id !== id))
                undo()
              }}
            >
              {t('undo')}
            </Button>
          )}
        </p>
      ))}
    </div>
  )
}
