import { type ReactNode, useMemo, useRef } from 'react'
import { useTexts } from '#language'
import { Editor } from '#parts'
import { completionIn } from './completion.ts'
import { type Model, useModel } from './model.ts'
import { policyTexts } from './texts.ts'

interface PolicyTextProps {
  readonly text: string
  readonly onChange: (text: string) => void
}

/** A policy as its JSON, with what can stand where one types. */
export function PolicyText({ text, onChange }: PolicyTextProps): ReactNode {
  const t = useTexts(policyTexts)
  const known = useRef<Model | undefined>(undefined)
  known.current = useModel()
  const complete = useMemo(() => completionIn(() => known.current), [])
  return <Editor label={t('text.label')} value={text} onChange={onChange} complete={complete} />
}
