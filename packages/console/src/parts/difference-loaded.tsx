import { json } from '@codemirror/lang-json'
import { MergeView } from '@codemirror/merge'
import { EditorState } from '@codemirror/state'
import { EditorView, lineNumbers } from '@codemirror/view'
import { type ReactNode, useEffect, useRef, useState } from 'react'
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
  useEffect(() => {
    if (parent.current === null) return
    const side = (doc: string, name: string) => ({
      doc,
      extensions: [
        nonceOfPage(),
        lineNumbers(),
        json(),
        colored,
        EditorView.lineWrapping,
        EditorState.readOnly.of(true),
        EditorState.phrases.of(phrases),
        EditorView.contentAttributes.of({ 'aria-label': name, tabindex: '0' }),
      ],
    })
    const view = new MergeView({
      parent: parent.current,
      a: side(before, t('difference.before', { label })),
      b: side(after, t('difference.after', { label })),
      ...(isWhole ? {} : { collapseUnchanged: { margin: 3, minSize: 6 } }),
    })
    return () => view.destroy()
    // Phrases are those of the language in which it was opened.
  }, [before, after, label, isWhole])
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
