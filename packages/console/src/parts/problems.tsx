import { type ReactNode, useMemo } from 'react'
import { Refusal, type RefusedIssue } from '#api'
import { useTexts } from '#language'
import { Wrong } from './dialogs.tsx'
import type { EditorProps } from './editor.tsx'
import { positionsIn, spanOf } from './positions.ts'
import { Told } from './refusals/said.tsx'
import { partTexts } from './texts.ts'

interface Problems {
  /** For the editor, which shows them at their lines. */
  readonly marks: NonNullable<EditorProps['problems']>
  /** Below the editor: the same with the line of each, for who does not see the marks. */
  readonly told: ReactNode
}

/** What the server found wrong with the resource in a text that it did not save. */
export function useProblems(error: Error | null | undefined, text: string): Problems {
  const issues = useMemo(() => issuesOf(error), [error])
  const marks = useMemo(() => marksOf(issues, text), [issues, text])
  const isElsewhere = error !== null && error !== undefined && issues.length === 0
  return { marks, told: isElsewhere ? <Wrong error={error} /> : <List issues={issues} text={text} /> }
}

interface ListProps {
  readonly issues: readonly RefusedIssue[]
  readonly text: string
}

function List({ issues, text }: ListProps): ReactNode {
  const t = useTexts(partTexts)
  const positions = useMemo(() => positionsIn(text), [text])
  if (issues.length === 0 || positions === undefined) return null
  return (
    <div className="problems" role="alert">
      <ul>
        {issues.map((issue) => (
          <li key={`${issue.at} ${issue.text}`}>
            {issue.at === undefined
              ? null
              : t('problem.line', { line: lineOf(text, spanOf(positions, issue.at).from) })}{' '}
            <Told issues={[issue]} />
          </li>
        ))}
      </ul>
    </div>
  )
}

const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length

function issuesOf(error: Error | null | undefined): readonly RefusedIssue[] {
  return error instanceof Refusal && error.outcome !== undefined ? error.issues : []
}

function marksOf(issues: readonly RefusedIssue[], text: string): Problems['marks'] {
  const positions = positionsIn(text)
  if (positions === undefined) return []
  return issues
    .filter(({ at }) => at !== undefined)
    .map(({ text: message, at }) => ({ ...spanOf(positions, at), severity: 'error' as const, message }))
}
