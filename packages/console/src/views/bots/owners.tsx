import type { ReactNode } from 'react'
import { useTexts } from '#language'
import type { Held } from './may-change.ts'
import { botsTexts } from './texts.ts'

/** Says who can change a Bot, where the change would be. */
export function Owners({ held, className }: { readonly held: Held; readonly className?: string }): ReactNode {
  const t = useTexts(botsTexts)
  if (held === 'unknown') return null
  return <p className={className}>{t(held === 'acting' ? 'acting.owners' : 'others.owners')}</p>
}
