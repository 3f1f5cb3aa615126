import { type ReactNode, useMemo, useRef } from 'react'
import { useTexts } from '#language'
import { Editor, useProblems } from '#parts'
import { completionIn } from './completion.ts'
import { type Model, useModel } from './model.ts'
import { policyTexts } from './texts.ts'

interface PolicyTextProps {
  readonly text: string
  /** Why it was not saved. */
  readonly error: Error | null
  readonly onChange: (text: string) => void
}

/** A policy as its JSON, with what can stand where one types. What the server refuses is shown at the line. */
export function PolicyText({ text, error, onChange }: PolicyTextProps): ReactNode {
  const t = useTexts(policyTexts)
  const known = useRef<Model | undefined>(undefined)
  known.current = useModel()
  const complete = useMemo(() => completionIn(() => known.current), [])
  const { marks, told } = useProblems(error, text)
  return (
    <>
      <Editor label={t('text.label')} value={text} onChange={onChange} complete={complete} problems={marks} />
      {told}
    </>
  )
}
