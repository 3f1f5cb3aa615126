import { useRef, useState } from 'react'
import { useAct } from '#api'
import { useMe } from '#frame'
import { useTexts } from '#language'
import { notify } from '#parts'
import { devicesTexts } from './texts.ts'

interface Ended {
  readonly changed: readonly { readonly reference: string }[]
  readonly left: number
}

export interface Ending {
  start(): void
  /** After the step that is under way. */
  stop(): void
  /** Undefined unless it is under way. */
  readonly soFar: { readonly done: number; readonly of: number } | undefined
  readonly error: Error | null
}

/** So many are allowed again by one request. */
const STEP = 200

/** Ends Basic for all clients, some at a time. Says for how many it has ended, also where a later step failed or was stopped. */
export function useEnding(total: number, onDone: () => void): Ending {
  const t = useTexts(devicesTexts)
  const { project } = useMe()
  const path = `admin/projects/${project.id}/clients/basic`
  const { mutateAsync, error } = useAct<Ended>()
  const allowing = useAct<Ended>()
  const [soFar, setSoFar] = useState<Ending['soFar']>()
  const isStopped = useRef(false)

  const tell = (ids: readonly string[], left: number): void => {
    const count = ids.length
    const text = left === 0 ? t('basic.ended', { count }) : t('basic.ended.some', { count, left })
    notify(text, count === 0 ? undefined : () => void allow(ids))
  }
  const end = async (): Promise<void> => {
    isStopped.current = false
    const ended: string[] = []
    let left: number | undefined
    setSoFar({ done: 0, of: total })
    try {
      for (let goOn = true; goOn; ) {
        const { body } = await mutateAsync({ path, body: { allowed: false } })
        ended.push(...idsOf(body))
        left = body.left
        setSoFar({ done: ended.length, of: ended.length + left })
        goOn = left > 0 && body.changed.length > 0 && !isStopped.current
      }
      onDone()
    } catch {
      // The view shows `error`.
    } finally {
      setSoFar(undefined)
      // Where the first step failed, nothing has changed.
      if (left !== undefined) tell(ended, left)
    }
  }
  /** The view may be gone by then: what went wrong is said where it was asked for. */
  const allow = async (ids: readonly string[]): Promise<void> => {
    let at = 0
    let count = 0
    try {
      for (; at < ids.length; at += STEP) {
        const body = { allowed: true, clients: ids.slice(at, at + STEP) }
        count += (await allowing.mutateAsync({ path, body })).body.changed.length
      }
    } catch (cause) {
      notify(cause instanceof Error ? cause : new Error(String(cause)), () => void allow(ids.slice(at)))
    }
    if (at === 0) return
    notify(t('basic.back', { count }))
  }
  return {
    start: () => void end(),
    stop: () => {
      isStopped.current = true
    },
    soFar,
    error,
  }
}

const idsOf = ({ changed }: Ended): readonly string[] => changed.map(({ reference }) => reference.split('/')[1] ?? '')
