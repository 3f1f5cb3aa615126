import type { ReactNode } from 'react'
import { useTexts } from '#language'
import { Chip } from './page.tsx'
import { partTexts } from './texts.ts'

export interface BrowserProps {
  /** What it called itself. */
  readonly browser?: string
  /** The same in words, as far as the server knows them. */
  readonly device?: { readonly browser?: string; readonly system?: string }
  readonly isHere?: boolean
}

/** The browser of a sign-in in words, and whether it is the one that one looks from; its own name for itself is the tooltip. */
export function Browser({ browser, device = {}, isHere }: BrowserProps): ReactNode {
  const t = useTexts(partTexts)
  const { browser: name, system } = device
  const words = name !== undefined && system !== undefined ? t('browser.on', { name, system }) : (name ?? system)
  return (
    <>
      <bdi className={words === undefined ? 'clipped' : ''} title={browser}>
        {words ?? browser ?? '–'}
      </bdi>{' '}
      {isHere === true ? <Chip tone="good">{t('browser.here')}</Chip> : null}
    </>
  )
}
