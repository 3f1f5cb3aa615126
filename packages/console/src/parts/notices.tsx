import type { ReactNode } from 'react'
import { useTexts } from '#language'
import { Button } from './buttons.tsx'
import { keep } from './kept.ts'
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

const notices = keep<readonly Notice[]>([])
let last = 0

const SHOWN_MS = 8_000

/** Says for a while that something was done, or why it was not; with `undo`, offers to take it back. */
export function notify(text: string | Error, undo?: () => void, link?: NoticeLink): void {
  last += 1
  const id = last
  notices.set([...notices.read(), { id, text, undo, link }])
  setTimeout(() => notices.set(notices.read().filter((one) => one.id !== id)), SHOWN_MS)
}

export function Notices(): ReactNode {
  const t = useTexts(partTexts)
  const shown = notices.use()
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
                notices.set(notices.read().filter((one) => one.id !== id))
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
