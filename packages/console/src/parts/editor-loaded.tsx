import { autocompletion, type CompletionSource } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json, jsonParseLinter } from '@codemirror/lang-json'
import { bracketMatching, indentOnInput } from '@codemirror/language'
import { type Diagnostic, forceLinting, linter, lintGutter } from '@codemirror/lint'
import { Annotation, EditorState, type Extension, StateEffect } from '@codemirror/state'
import { EditorView, highlightActiveLine, highlightSpecialChars, keymap, lineNumbers } from '@codemirror/view'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTexts } from '#language'
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
}

/** How a text is read and colored. */
export type Grammar = () => readonly Extension[]

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
  grammar = JSON_GRAMMAR,
}: EditorProps & { readonly grammar?: Grammar }): ReactNode {
  const t = useTexts(partTexts)
  const phrases = usePhrases()
  const parent = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const changed = useRef(onChange)
  const given = useRef<readonly Diagnostic[]>(problems ?? [])
  changed.current = onChange
  useEffect(() => {
    if (parent.current === null) return
    const made = new EditorView({
      parent: parent.current,
      state: EditorState.create({
        doc: value,
        extensions: extensions({ label, isReadOnly, complete, grammar, phrases }, changed, given),
      }),
    })
    view.current = made
    return () => made.destroy()
    // The text is put in below; another label or completion comes with another editor.
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
  return (
    <div className="editor" dir="ltr">
      <div ref={parent} />
      {isReadOnly === true ? null : <p className="soft">{t('editor.hint')}</p>}
    </div>
  )
}

/** The text was put in, not typed: nobody is told, or what was there before would count as typed. */
const put = Annotation.define<boolean>()

/** Other problems are given than before: the text is to be marked again. */
const givenAnew = StateEffect.define()

/** Those whose place is in the text: it may have become shorter. */
function within(length: number, problems: readonly Diagnostic[]): readonly Diagnostic[] {
  return problems.filter(({ to }) => to <= length)
}

function extensions(
  {
    label,
    isReadOnly,
    complete,
    grammar,
    phrases,
  }: Pick<EditorProps, 'label' | 'isReadOnly' | 'complete'> & { readonly grammar: Grammar; readonly phrases: Phrases },
  changed: { readonly current: ((value: string) => void) | undefined },
  given: { readonly current: readonly Diagnostic[] },
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
    ...grammar(),
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
    ...(complete === undefined ? [] : [autocompletion({ override: [complete] })]),
    keymap.of([...defaultKeymap, ...historyKeymap]),
    EditorView.updateListener.of(({ docChanged, state, transactions }) => {
      const isTyped = transactions.some((one) => one.docChanged && one.annotation(put) !== true)
      if (docChanged && isTyped) changed.current?.(state.doc.toString())
    }),
  ]
}
