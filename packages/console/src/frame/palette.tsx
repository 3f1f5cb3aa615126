import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { currentLanguage, useTexts } from '#language'
import { Dialog, Loading } from '#parts'
import { commandTexts } from './commands/texts.ts'
import { frameTexts } from './texts.ts'

// Most visits do without.
const Search = lazy(async () => {
  const [search] = await Promise.all([import('./palette-search.tsx'), commandTexts.load(currentLanguage())])
  return search
})

/** The command palette: Ctrl-K, or the button at the top, finds pages, people, apps, policies and what one can do. */
export function Palette(): ReactNode {
  const t = useTexts(frameTexts)
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      setOpen(true)
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])
  return (
    <>
      <button type="button" className="palette-button" onClick={() => setOpen(true)}>
        {t('palette.button')} <kbd>Ctrl K</kbd>
      </button>
      <Dialog title={t('palette.heading')} isOpen={isOpen} onClose={() => setOpen(false)} isDismissable>
        <Suspense fallback={<Loading />}>
          <Search onDone={() => setOpen(false)} />
        </Suspense>
      </Dialog>
    </>
  )
}
