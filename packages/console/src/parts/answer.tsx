import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { type Answer as ApiAnswer, Refusal } from '#api'
import { useTexts } from '#language'
import { Button } from './buttons.tsx'
import { Said } from './refusals/said.tsx'
import { partTexts } from './texts.ts'

export interface AnswerProps<T> {
  readonly of: UseQueryResult<ApiAnswer<T>>
  readonly children: (body: T, answer: ApiAnswer<T>) => ReactNode
}

/** Shows an answer of the server once it is there; until then that it comes, or why it does not. */
export function Answer<T>({ of, children }: AnswerProps<T>): ReactNode {
  if (of.data !== undefined) return children(of.data.body, of.data)
  if (of.error !== null) return <Trouble error={of.error} again={() => void of.refetch()} />
  return <Loading />
}

export function Loading(): ReactNode {
  const t = useTexts(partTexts)
  return (
    <p className="loading" role="status">
      {t('loading')}
    </p>
  )
}

/** An empty list says what would be here, and how to begin. */
export function Empty({ children, action }: { children: ReactNode; action?: ReactNode }): ReactNode {
  return (
    <div className="card empty">
      <p>{children}</p>
      {action}
    </div>
  )
}

/** What went wrong, what the server said of it, and a way on. */
export function Trouble({ error, again }: { readonly error: Error; readonly again?: () => void }): ReactNode {
  const t = useTexts(partTexts)
  const trace = error instanceof Refusal ? error.traceId : undefined
  return (
    <div className="card trouble" role="alert">
      <p>
        <b>{t('error.heading')}</b>
      </p>
      <p>
        <Said error={error} />
      </p>
      {trace === undefined ? null : <p className="soft">{t('error.trace', { trace })}</p>}
      {again === undefined ? null : <Button onPress={again}>{t('again')}</Button>}
    </div>
  )
}
