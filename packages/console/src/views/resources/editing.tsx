import type { Resource } from '@damson/sdk'
import { type ReactNode, useMemo, useRef } from 'react'
import { useTexts } from '#language'
import { Button, Editor, notify, useChanging, useProblems, useTyped } from '#parts'
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
  const { marks, told } = useProblems(refused, text)
  return (
    <>
      <p className="soft">{t('edit.reserved')}</p>
      <Editor label={t('edit.label')} value={text} onChange={setText} problems={marks} />
      {told}
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

function read(text: string): Resource | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Resource) : undefined
  } catch {
    // The editor shows where.
    return undefined
  }
}
