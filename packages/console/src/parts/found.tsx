import type { ReactNode } from 'react'
import { Answer, type AnswerProps } from './answer.tsx'
import { Page } from './page.tsx'

/** A view of one thing, whose heading is the thing's name: until it is there, or where it is not, it has this one. */
export function Found<T>({ title, of, children }: AnswerProps<T> & { readonly title: string }): ReactNode {
  if (of.data !== undefined) return children(of.data.body, of.data)
  return (
    <Page title={title}>
      <Answer of={of}>{children}</Answer>
    </Page>
  )
}
