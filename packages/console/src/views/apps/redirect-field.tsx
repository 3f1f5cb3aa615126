import type { ReactNode } from 'react'
import { useTexts } from '#language'
import { Field } from '#parts'
import { redirectProblem, redirectRemark } from './redirect-check.ts'
import { appsTexts } from './texts.ts'

export interface RedirectFieldProps {
  readonly label: string
  readonly hint?: string
  readonly value: string
  readonly onChange: (value: string) => void
  /** Addresses that the client has already. */
  readonly others?: readonly string[]
  readonly isPublic: boolean
}

/** An address to which people return, checked while one types. Nothing is said of an empty one. */
export function RedirectField({ others = [], isPublic, hint, value, ...field }: RedirectFieldProps): ReactNode {
  const t = useTexts(appsTexts)
  const problem = value === '' ? undefined : redirectProblem(value, others)
  const remark = value === '' || problem !== undefined ? undefined : redirectRemark(value, isPublic)
  return (
    <Field
      {...field}
      value={value}
      type="url"
      isMono
      hint={remark === undefined ? (hint ?? t('redirect.exact')) : t(`redirect.remark.${remark}`)}
      error={problem === undefined ? undefined : t(`redirect.problem.${problem}`)}
    />
  )
}
