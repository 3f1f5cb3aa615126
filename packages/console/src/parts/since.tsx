import type { ReactNode } from 'react'
import { useFormat, useTexts } from '#language'
import { partTexts } from './texts.ts'

export interface SinceProps {
  readonly startedAt: string
  /** When the person last proved who they are there. */
  readonly provenAt?: string
}

/** Nearer to the beginning, it was the same act. */
const APART_MS = 60_000

/** When a sign-in began and, where that was another time, when the person last proved who they are. */
export function Since({ startedAt, provenAt }: SinceProps): ReactNode {
  const t = useTexts(partTexts)
  const format = useFormat()
  const isApart = provenAt !== undefined && Math.abs(Date.parse(provenAt) - Date.parse(startedAt)) > APART_MS
  return (
    <>
      {format.time(startedAt)} {isApart ? <small>{t('since.proven', { time: format.time(provenAt) })}</small> : null}
    </>
  )
}
