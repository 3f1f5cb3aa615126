import type { Resource } from '@damson/sdk'
import { type ReactNode, useMemo, useRef } from 'react'
import { Refusal, type RefusedIssue } from '#api'
import { useTexts } from '#language'
import { Button, Editor, notify, Told, useChanging, useTyped, Wrong } from '#parts'
import { positionsIn, spanOf } from './positions.ts'
import { withoutReserved, withReserved } from './reserved.ts'
import { resourceTexts } from './texts.ts'

interface Edited {
  readonly resource: Resource
  readonly etag: string | undefined
  readonly path: string
  readonly onDone: () => void
}

/** Changes a resource as JSON. What the server refuses is shown at the line; what another person saved, beside it. */
export function Editing(edited: Edited): ReactNode {
  const t = useTexts(resourceTexts)
  const { text, setText, isChanged, parsed, refused, isBusy, save, dialog } = useEditing(edited)
  const problems = useMemo(() => (refused === undefined ? [] : problemsOf(refused)), [refused])
  const marked = useMemo(() => marksOf(problems, text), [problems, text])
  return (
    <>
      <p className="soft">{t('edit.reserved')}</p>
      <Editor label={t('edit.label')} value={text} onChange={setText} problems={marked} />
      {refused === undefined || problems.length > 0 ? null : <Wrong error={refused} />}
      <Problems problems={problems} text={text} />
      {parsed === undefined ? (
        <p className="wrong" role="status">
          {t('edit.noJson')}
        </p>
      ) : null}
      <div className="actions">
        <Button onPress={edited.onDone}>{t('edit.cancel')}</Button>
        <Button
          kind="primary"
          isBusy={isBusy}
          isDisabled={!isChanged || parsed === undefined}
          onPress={() => void save()}
        >
          {t('edit.save')}
        </Button>
      </div>
      {dialog}
    </>
  )
}

interface EditingState {
  readonly text: string
  setText(text: string): void
  readonly isChanged: boolean
  /** Undefined while the text is no JSON object. */
  readonly parsed: Resource | undefined
  readonly refused: Error | undefined
  readonly isBusy: boolean
  save(): Promise<void>
  readonly dialog: ReactNode
}

const shownOf = (resource: Resource): string => JSON.stringify(withoutReserved(resource), undefined, 2)

function useEditing({ resource, etag, path, onDone }: Edited): EditingState {
  const t = useTexts(resourceTexts)
  const typed = useTyped({ body: resource, etag }, shownOf, 'tab')
  const { change, isBusy, error, dialog } = useChanging(onDone)
  const text = typed.value
  const last = useRef(text)
  last.current = text
  const parsed = useMemo(() => read(text), [text])
  const save = async (): Promise<void> => {
    if (parsed === undefined) return
    const { of } = typed
    const saved = await typed.save(() => change<Resource>(path, withReserved(parsed, of.body), of.etag))
    if (saved === undefined) return
    notify(t('saved'))
    // What was typed meanwhile is still to be saved.
    if (last.current === text) onDone()
  }
  const isChanged = text !== shownOf(typed.of.body)
  return { text, setText: typed.set, isChanged, parsed, refused: error ?? undefined, isBusy, save, dialog }
}

/** What the server found, with the line of each: for who does not see the marks in the editor. */
function Problems({
  problems,
  text,
}: {
  readonly problems: readonly RefusedIssue[]
  readonly text: string
}): ReactNode {
  const t = useTexts(resourceTexts)
  const positions = useMemo(() => positionsIn(text), [text])
  if (problems.length === 0 || positions === undefined) return null
  return (
    <ul className="problems">
      {problems.map((problem) => (
        <li key={`${problem.at} ${problem.text}`}>
          {problem.at === undefined
            ? null
            : t('edit.problem', { line: lineOf(text, spanOf(positions, problem.at).from) })}{' '}
          <Told issues={[problem]} />
        </li>
      ))}
    </ul>
  )
}

const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length

function read(text: string): Resource | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Resource) : undefined
  } catch {
    // The editor shows where.
    return undefined
  }
}

function problemsOf(error: Error): readonly RefusedIssue[] {
  return error instanceof Refusal && error.outcome !== undefined ? error.issues : []
}

function marksOf(problems: readonly RefusedIssue[], text: string) {
  const positions = positionsIn(text)
  if (positions === undefined) return []
  return problems
    .filter(({ at }) => at !== undefined)
    .map(({ text: message, at }) => ({ ...spanOf(positions, at), severity: 'error' as const, message }))
}
