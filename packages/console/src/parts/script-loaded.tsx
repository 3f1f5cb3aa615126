import { javascript } from '@codemirror/lang-javascript'
import type { ReactNode } from 'react'
import LoadedEditor, { type EditorProps, type Grammar } from './editor-loaded.tsx'

const TYPESCRIPT: Grammar = () => [javascript({ typescript: true })]

export default function LoadedScript(props: EditorProps): ReactNode {
  return <LoadedEditor {...props} grammar={TYPESCRIPT} />
}
