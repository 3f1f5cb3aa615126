import { lazy, type ReactNode, Suspense } from 'react'
import { Loading } from './answer.tsx'
import type { EditorProps } from './editor-loaded.tsx'

export type { EditorProps } from './editor-loaded.tsx'

const Loaded = lazy(() => import('./editor-loaded.tsx'))
const LoadedScript = lazy(() => import('./script-loaded.tsx'))
const LoadedDifference = lazy(() => import('./difference-loaded.tsx'))

/** A JSON editor (CodeMirror), loaded when the first one is shown. */
export function Editor(props: EditorProps): ReactNode {
  return (
    <Suspense fallback={<Loading />}>
      <Loaded {...props} />
    </Suspense>
  )
}

/** An editor for JavaScript and TypeScript. */
export function ScriptEditor(props: EditorProps): ReactNode {
  return (
    <Suspense fallback={<Loading />}>
      <LoadedScript {...props} />
    </Suspense>
  )
}

/** Two versions of a text side by side, what differs marked. */
export function Difference(props: {
  readonly before: string
  readonly after: string
  readonly label: string
}): ReactNode {
  return (
    <Suspense fallback={<Loading />}>
      <LoadedDifference {...props} />
    </Suspense>
  )
}
