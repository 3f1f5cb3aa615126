import { json } from '@codemirror/lang-json'
import { MergeView, unifiedMergeView } from '@codemirror/merge'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView, highlightSpecialChars, lineNumbers } from '@codemirror/view'
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'
import { useTexts } from '#language'
import { Button } from './buttons.tsx'
import { nonceOfPage } from './editor-loaded.tsx'
import { colored } from './highlight.ts'
import { usePhrases } from './phrases.ts'
import { partTexts } from './texts.ts'

export interface DifferenceProps {
  readonly before: string
  readonly after: string
  readonly label: string
}

export default function LoadedDifference({ before, after, label }: DifferenceProps): ReactNode {
  const t = useTexts(partTexts)
  const phrases = usePhrases()
  const parent = useRef<HTMLDivElement>(null)
  const [isWhole, setWhole] = useState(false)
  const isNarrow = useNarrow(parent)
  useEffect(() => {
    if (parent.current === null || isNarrow === undefined) return
    const unchanged = isWhole ? {} : { collapseUnchanged: { margin: 3, minSize: 6 } }
    const extensions = (name: string): readonly Extension[] => [
      nonceOfPage(),
      lineNumbers(),
      highlightSpecialChars(),
      json(),
      colored,
      EditorView.lineWrapping,
      EditorState.readOnly.of(true),
      EditorState.phrases.of(phrases),
      EditorView.contentAttributes.of({ 'aria-label': name, tabindex: '0' }),
    ]
    const side = (doc: string, name: string) => ({ doc, extensions: extensions(name) })
    const view = isNarrow
      ? new EditorView({
          parent: parent.current,
          doc: after,
          extensions: [extensions(label), unifiedMergeView({ original: before, mergeControls: false, ...unchanged })],
        })
      : new MergeView({
          parent: parent.current,
          a: side(before, t('difference.before', { label })),
          b: side(after, t('difference.after', { label })),
          ...unchanged,
        })
    return () => view.destroy()
    // Phrases are those of the language in which it was opened.
  }, [before, after, label, isWhole, isNarrow])
  return (
    <>
      <div className="editor" dir="ltr" ref={parent} role="group" aria-label={label} />
      {/* The lines that stand for the unchanged ones open by a click alone. */}
      <p>
        <Button size="small" onPress={() => setWhole(!isWhole)}>
          {isWhole ? t('difference.changes') : t('difference.whole')}
        </Button>
      </p>
    </>
  )
}

/** Two texts need this much to stand side by side; with less, they are one below the other, change by change. */
const LEAST_PX = 640

/** Undefined until it has been measured. */
function useNarrow(place: RefObject<HTMLDivElement | null>): boolean | undefined {
  const [isNarrow, setNarrow] = useState<boolean>()
  useEffect(() => {
    if (place.current === null) return
    const watch = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setNarrow(entry.contentRect.width < LEAST_PX)
    })
    watch.observe(place.current)
    return () => watch.disconnect()
  }, [place])
  return isNarrow
}
