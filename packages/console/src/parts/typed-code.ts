import { forEachDiagnostic, linter, nextDiagnostic } from '@codemirror/lint'
import type { EditorState, Extension } from '@codemirror/state'
import { activateHover, closeHoverTooltips, EditorView, hasHoverTooltips, hoverTooltip, keymap } from '@codemirror/view'
import type { CodeTypes, Explained } from './code-types.ts'
import { givenAnew } from './editor-loaded.tsx'

/**
 * Doubts as warnings at their characters, and the type of what is under the pointer. By keys: Ctrl+Shift+Space shows the
 * type and the doubts at the cursor, F8 goes to the next doubt, Escape closes what is shown.
 */
export function typed(types: () => CodeTypes | undefined): Extension {
  const explain = (state: EditorState, at: number): Promise<Explained | undefined> =>
    types()?.explain(state.doc.toString(), at) ?? Promise.resolve(undefined)
  const atCursor = (view: EditorView): boolean => {
    activateHover(view, view.state.selection.main.head, 1, {
      until: ({ docChanged, selection }) => docChanged || selection !== undefined,
    })
    void readOut(view, explain)
    return true
  }
  return [
    doubting(types),
    hoverTooltip(async ({ state }, at) => {
      const found = await explain(state, at)
      return found === undefined
        ? null
        : { pos: found.from, end: found.to, above: true, create: () => ({ dom: explanation(found) }) }
    }),
    keymap.of([
      { key: 'Ctrl-Shift-Space', run: atCursor },
      { key: 'F8', run: goToNext },
      { key: 'Escape', run: close },
    ]),
  ]
}

function doubting(types: () => CodeTypes | undefined): Extension {
  return linter(
    async ({ state }) => {
      const found = (await types()?.doubts(state.doc.toString())) ?? []
      return found.map(({ from, to, text }) => ({
        from,
        to,
        message: text,
        severity: 'warning' as const,
        renderMessage: () => inEnglish('span', text),
      }))
    },
    {
      needsRefresh: ({ transactions }) =>
        transactions.some(({ effects }) => effects.some((effect) => effect.is(givenAnew))),
    },
  )
}

/** The type at a place, and what is written of it. */
export function explanation({ type, text }: Pick<Explained, 'type' | 'text'>): HTMLElement {
  const box = document.createElement('div')
  box.className = 'explained'
  box.append(inEnglish('code', type), ...(text === '' ? [] : [inEnglish('p', text)]))
  return box
}

function inEnglish(name: 'code' | 'p' | 'span', text: string): HTMLElement {
  const made = document.createElement(name)
  made.textContent = text
  made.lang = 'en'
  made.dir = 'ltr'
  return made
}

function doubtsAt(state: EditorState, at: number): readonly string[] {
  const texts: string[] = []
  forEachDiagnostic(state, ({ message }, from, to) => {
    if (from <= at && at <= to) texts.push(message)
  })
  return texts
}

/** Says to screen readers what is shown at the cursor. */
async function readOut(
  view: EditorView,
  explain: (state: EditorState, at: number) => Promise<Explained | undefined>,
): Promise<void> {
  const { doc, selection } = view.state
  const at = selection.main.head
  const found = await explain(view.state, at)
  // The person may have typed on, or have left.
  if (view.state.doc !== doc || view.state.selection.main.head !== at) return
  say(view, [...doubtsAt(view.state, at), ...(found === undefined ? [] : [found.type, found.text])])
}

function goToNext(view: EditorView): boolean {
  if (!nextDiagnostic(view)) return false
  say(view, doubtsAt(view.state, view.state.selection.main.from))
  return true
}

function say(view: EditorView, texts: readonly string[]): void {
  if (texts.length > 0) view.dispatch({ effects: EditorView.announce.of(texts.join('. ')) })
}

/** What is shown goes, and the key has done its work; else it does what it does elsewhere. */
function close(view: EditorView): boolean {
  if (!hasHoverTooltips(view.state)) return false
  view.dispatch({ effects: closeHoverTooltips })
  return true
}
