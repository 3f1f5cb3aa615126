import type { ReactNode } from 'react'
import { useTexts } from '#language'
import { appsTexts } from './texts.ts'

/** Says who can change what acts for people, where the change would be. */
export function Held(): ReactNode {
  const t = useTexts(appsTexts)
  return <p className="soft">{t('held')}</p>
}
