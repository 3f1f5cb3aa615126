import { useBlocker } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { useTexts } from '#language'
import { Button } from './buttons.tsx'
import { Dialog } from './dialogs.tsx'
import { partTexts } from './texts.ts'

/** What loses something typed: going to another view, or already to another tab of the same one. */
export type LostBy = 'view' | 'tab'

const unsaved = new Map<object, LostBy>()

/** While something typed is not saved, the person is asked before they leave it. `Leaving` asks. */
export function useUnsaved(isUnsaved: boolean, lostBy: LostBy = 'view'): void {
  useEffect(() => {
    if (!isUnsaved) return undefined
    const mark = {}
    unsaved.set(mark, lostBy)
    return () => {
      unsaved.delete(mark)
    }
  }, [isUnsaved, lostBy])
}

interface Place {
  readonly pathname: string
  readonly search: Readonly<Record<string, unknown>>
}

function isLosing({ current, next }: { readonly current: Place; readonly next: Place }): boolean {
  if (current.pathname !== next.pathname) return unsaved.size > 0
  return current.search['tab'] !== next.search['tab'] && [...unsaved.values()].includes('tab')
}

/** Asks before what was typed is lost, whatever view it was typed in. Closing the tab is asked about by the browser. */
export function Leaving(): ReactNode {
  const t = useTexts(partTexts)
  const blocker = useBlocker({
    shouldBlockFn: isLosing,
    enableBeforeUnload: () => unsaved.size > 0,
    withResolver: true,
  })
  return (
    <Dialog title={t('leave.heading')} isOpen={blocker.status === 'blocked'} onClose={() => blocker.reset?.()}>
      <p>{t('leave.lead')}</p>
      <div className="actions">
        <Button onPress={() => blocker.reset?.()}>{t('leave.stay')}</Button>
        <Button kind="danger" onPress={() => blocker.proceed?.()}>
          {t('leave.go')}
        </Button>
      </div>
    </Dialog>
  )
}
