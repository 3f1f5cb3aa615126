import { json } from '@codemirror/lang-json'
import { MergeView } from '@codemirror/merge'
import { EditorState } from '@codemirror/state'
import { EditorView, lineNumbers } from '@codemirror/view'
import { type ReactNode, useEffect, useRef } from 'react'
import { nonceOfPage } from './editor-loaded.tsx'

export interface DifferenceProps {
  readonly before: string
  readonly after: string
  readonly label: string
}

export default function LoadedDifference({ before, after, label }: DifferenceProps): ReactNode {
  const parent = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (parent.current === null) return
    const extensions = [nonceOfPage(), lineNumbers(), json(), EditorView.lineWrapping, EditorState.readOnly.of(true)]
    const view = new MergeView({
      parent: parent.current,
      a: {
        doc: before,
        extensions: [...extensions, EditorView.contentAttributes.of({ 'aria-label': `${label} 1`, tabindex: '0' })],
      },
      b: {
        doc: after,
        extensions: [...extensions, EditorView.contentAttributes.of({ 'aria-label': `${label} 2`, tabindex: '0' })],
      },
      collapseUnchanged: { margin: 3, minSize: 6 },
    })
    return () => view.destroy()
  }, [before, after, label])
  return <div className="editor" dir="ltr" ref={parent} role="group" aria-label={label} />
}
