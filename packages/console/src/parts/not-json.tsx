import type { ReactNode } from 'react'
import { useTexts } from '#language'
import type { JsonProblem } from './json-problem.ts'
import { partTexts } from './texts.ts'

/** Below an editor: where its text stops being JSON. */
export function NotJson({ line, missing }: JsonProblem): ReactNode {
  const t = useTexts(partTexts)
  return (
    <p className="wrong" role="status">
      {t(`json.${missing}`, { line })}
    </p>
  )
}
