import { autocompletion, type CompletionSource } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json, jsonParseLinter } from '@codemirror/lang-json'
import { bracketMatching, indentOnInput } from '@codemirror/language'
import { type Diagnostic, forceLinting, linter, lintGutter } from '@codemirror/lint'
import { Annotation, EditorState, type Extension, StateEffect } from '@codemirror/state'
import { EditorView, highlightActiveLine, highlightSpecialChars, keymap, lineNumbers } from '@codemirror/view'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTexts } from '#language'
import type { CodeTypes } from './code-types.ts'
import { colored } from './highlight.ts'
import { type Phrases, usePhrases } from './phrases.ts'
import { partTexts } from './texts.ts'

export interface EditorProps {
  /** What is edited: read out for the field. */
  readonly label: string
  readonly value: string
  readonly onChange?: (value: string) => void
  readonly isReadOnly?: boolean | undefined
  /** What is offered while one types. */
  readonly complete?: CompletionSource | undefined
  /** What is wrong, at which characters: shown at the line. */
  readonly problems?: readonly Diagnostic[]
  /** What is known of the types of code. Others than before: the code is looked at again. */
  readonly types?: CodeTypes | undefined
}

/** How a text is read and colored. */
export type Grammar = (types: () => CodeTypes | undefined) => readonly Extension[]

const JSON_GRAMMAR: Grammar = () => [json(), linter(jsonParseLinter())]

/** The nonce of the page: the editor inserts a style sheet, which the Content-Security-Policy lets pass by it alone. */
export function nonceOfPage(): Extension {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
  return EditorView.cspNonce.of(nonce)
}

export default function LoadedEditor({
  label,
  value,
  onChange,
  isReadOnly,
  complete,
  problems,
  types,
  grammar = JSON_GRAMMAR,
}: EditorProps & { readonly grammar?: Grammar }): ReactNode {
  const t = useTexts(partTexts)
  const phrases = usePhrases()
  const parent = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const changed = useRef(onChange)
  const given = useRef<readonly Diagnostic[]>(problems ?? [])
  const known = useRef(types)
  const completing = useRef(complete)
  changed.current = onChange
  known.current = types
  completing.current = complete
  useEffect(() => {
    if (parent.current === null) return
    const made = new EditorView({
      parent: parent.current,
      state: EditorState.create({
        doc: value,
        extensions: extensions({ label, isReadOnly, grammar, phrases }, { changed, given, known, completing }),
      }),
    })
    view.current = made
    return () => made.destroy()
    // The text is put in below; another label comes with another editor.
  }, [])
  useEffect(() => {
    const { current } = view
    if (current === undefined || current.state.doc.toString() === value) return
    current.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: value }, annotations: put.of(true) })
  }, [value])
  useEffect(() => {
    given.current = problems ?? []
    if (view.current === undefined) return
    view.current.dispatch({ effects: givenAnew.of(null) })
    forceLinting(view.current)
  }, [problems])
  useEffect(() => {
    if (types !== undefined) view.current?.dispatch({ effects: givenAnew.of(null) })
  }, [types])
  return (
    <div className="editor" dir="ltr">
      <div ref={parent} />
      {isReadOnly === true ? null : (
        <p className="soft" dir="auto">
          {t('editor.hint')}
        </p>
      )}
    </div>
  )
}

/** The text was put in, not typed: nobody is told, or what was there before would count as typed. */
const put = Annotation.define<boolean>()

/** Other problems or types are given than before: the text is to be marked again. */
export const givenAnew = StateEffect.define()

/** Those whose place is in the text: it may have become shorter. */
function within(length: number, problems: readonly Diagnostic[]): readonly Diagnostic[] {
  return problems.filter(({ to }) => to <= length)
}

interface Making {
  readonly label: string
  readonly isReadOnly: boolean | undefined
  readonly grammar: Grammar
  readonly phrases: Phrases
}

/** What is given anew while the editor stays. */
interface Latest {
  readonly changed: { readonly current: EditorProps['onChange'] }
  readonly given: { readonly current: readonly Diagnostic[] }
  readonly known: { readonly current: EditorProps['types'] }
  readonly completing: { readonly current: EditorProps['complete'] }
}

function extensions(
  { label, isReadOnly, grammar, phrases }: Making,
  { changed, given, known, completing }: Latest,
): Extension[] {
  return [
    nonceOfPage(),
    lineNumbers(),
    // Those that turn the direction of a line are seen, and turn nothing.
    highlightSpecialChars(),
    history(),
    indentOnInput(),
    bracketMatching(),
    highlightActiveLine(),
    ...grammar(() => known.current),
    // As a source of marks of its own: what is merely set is gone with the next check of the text.
    linter((view) => within(view.state.doc.length, given.current), {
      needsRefresh: ({ transactions }) =>
        transactions.some(({ effects }) => effects.some((effect) => effect.is(givenAnew))),
    }),
    lintGutter(),
    colored,
    EditorState.phrases.of(phrases),
    EditorView.lineWrapping,
    EditorState.readOnly.of(isReadOnly ?? false),
    EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
    ...(completing.current === undefined
      ? []
      : [autocompletion({ override: [(context) => completing.current?.(context) ?? null] })]),
    keymap.of([...defaultKeymap, ...historyKeymap]),
    EditorView.updateListener.of(({ docChanged, state, transactions }) => {
      const isTyped = transactions.some((one) => one.docChanged && one.annotation(put) !== true)
      if (docChanged && isTyped) changed.current?.(state.doc.toString())
    }),
  ]
}
