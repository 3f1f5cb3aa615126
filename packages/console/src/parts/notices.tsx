import { type ReactNode, type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react'
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
/** What can be taken back, and why something was not done, needs to be read and thought about. */
const SHOWN_LONG_MS = 20_000

/** Says for a while that something was done, or why it was not; with `undo`, offers to take it back. */
export function notify(text: string | Error, undo?: () => void, link?: NoticeLink): void {
  last += 1
  notices.set([...notices.read(), { id: last, text, undo, link }])
}

const drop = (id: number): void => notices.set(notices.read().filter((one) => one.id !== id))

/** What was said lately. It stays while the person points at it or is in it; F6 goes there, and back. */
export function Notices(): ReactNode {
  const shown = notices.use()
  const region = useRef<HTMLDivElement>(null)
  const [isPointedAt, setPointedAt] = useState(false)
  const [isFocused, setFocused] = useState(false)
  const before = useRef<EventTarget>(null)
  const goBack = useReached(region, before)
  return (
    // Beside a dialog it can be read and reached, too.
    <div
      className="notices"
      role="status"
      data-react-aria-top-layer="true"
      ref={region}
      onPointerEnter={() => setPointedAt(true)}
      onPointerLeave={() => setPointedAt(false)}
      onFocus={({ relatedTarget, currentTarget }) => {
        if (!currentTarget.contains(relatedTarget)) before.current = relatedTarget
        setFocused(true)
      }}
      onBlur={() => setFocused(false)}
    >
      {shown.map((notice) => (
        <Shown key={notice.id} notice={notice} isHeld={isPointedAt || isFocused} goBack={goBack} />
      ))}
    </div>
  )
}

interface NoticeProps {
  readonly notice: Notice
  readonly isHeld: boolean
  readonly goBack: () => void
}

function Shown({ notice: { id, text, undo, link }, isHeld, goBack }: NoticeProps): ReactNode {
  const t = useTexts(partTexts)
  const ms = undo === undefined && typeof text === 'string' ? SHOWN_MS : SHOWN_LONG_MS
  useEffect(() => {
    if (isHeld) return undefined
    const timer = setTimeout(() => drop(id), ms)
    return () => clearTimeout(timer)
  }, [id, isHeld, ms])
  const close = (): void => {
    goBack()
    drop(id)
  }
  return (
    <p className="card">
      <span>
        {typeof text === 'string' ? text : <Said error={text} />}
        {undo === undefined ? null : <small className="soft"> {t('undo.key')}</small>}
      </span>
      {link === undefined ? null : (
        <a href={link.href} target="_blank" rel="noreferrer">
          {link.text}
        </a>
      )}
      {undo === undefined ? null : (
        <Button
          size="small"
          onPress={() => {
            close()
            undo()
          }}
        >
          {t('undo')}
        </Button>
      )}
      <Button size="small" kind="quiet" label={t('notice.close')} onPress={close}>
        <span aria-hidden="true">×</span>
      </Button>
    </p>
  )
}

/** F6 goes to what was said last, and back to where the person was. Answers what goes back. */
function useReached(region: RefObject<HTMLElement | null>, before: RefObject<EventTarget | null>): () => void {
  const isInside = (): boolean => region.current?.contains(document.activeElement) === true
  const goBack = (): void => {
    if (!isInside()) return
    const { current } = before
    const target = current instanceof HTMLElement && current.isConnected ? current : document.querySelector('main')
    target?.focus({ preventScroll: true })
  }
  const turn = useEffectEvent((event: KeyboardEvent): void => {
    if (event.key !== 'F6' || event.ctrlKey || event.altKey || event.metaKey) return
    const target = region.current?.querySelector<HTMLElement>('p:last-child :is(a, button)')
    if (target === null || target === undefined) return
    event.preventDefault()
    if (isInside()) return goBack()
    target.focus()
  })
  useEffect(() => {
    window.addEventListener('keydown', turn)
    return () => window.removeEventListener('keydown', turn)
  }, [])
  return goBack
}
