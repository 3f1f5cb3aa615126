import type { CompletionSource } from '@codemirror/autocomplete'
import { javascript } from '@codemirror/lang-javascript'
import type { ReactNode } from 'react'
import LoadedEditor, { type EditorProps, type Grammar } from './editor-loaded.tsx'
import { typed } from './typed-code.ts'
import { completeTyped } from './typed-completion.ts'

const TYPESCRIPT: Grammar = (types) => [javascript({ typescript: true }), typed(types)]

/** With types as soon as they are there. */
export default function LoadedScript(props: EditorProps): ReactNode {
  const { types, complete } = props
  const source: CompletionSource = (context) =>
    types === undefined ? (complete?.(context) ?? null) : completeTyped(types, context)
  return <LoadedEditor {...props} complete={source} grammar={TYPESCRIPT} />
}
