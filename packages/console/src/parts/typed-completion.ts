import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  pickedCompletion,
} from '@codemirror/autocomplete'
import type { EditorView } from '@codemirror/view'
import type { CodeTypes, Explained, Offer } from './code-types.ts'
import { explanation } from './typed-code.ts'

/** As the editor marks what TypeScript calls otherwise. */
const ICONS: Readonly<Record<string, string>> = {
  const: 'constant',
  let: 'variable',
  var: 'variable',
  parameter: 'variable',
  'local var': 'variable',
  'local function': 'function',
  getter: 'property',
  setter: 'property',
  module: 'namespace',
  alias: 'variable',
  string: 'text',
}
/** Where it is offered without being asked for: in a name, after a dot, and where a text begins. */
const OPENED = /(?:[A-Za-z_$][\w$]*|[.'"/])$/
/** How TypeScript sorts what is as near as can be. */
const NEAR = 11

type About = (name: string) => Promise<Explained | undefined>

/** Offers what the types allow. */
export async function completeTyped(types: CodeTypes, context: CompletionContext): Promise<CompletionResult | null> {
  const { explicit, pos } = context
  if (!explicit && context.matchBefore(OPENED) === null) return null
  const code = context.state.doc.toString()
  const found = await types.offers(code, pos)
  if (found === undefined || context.aborted) return null
  const { from, to, offers } = found
  const about: About = (name) => types.about(code, pos, name)
  return { from, to, options: offers.map((offer) => completionOf(offer, about)), validFor: /^[\w$]*$/ }
}

function completionOf({ name, kind, sort, insert }: Offer, about: About): Completion {
  return {
    label: name,
    type: ICONS[kind] ?? kind,
    // Of what matches as well, what is near stands above what is everywhere.
    boost: NEAR - Number.parseInt(sort, 10) || 0,
    info: async () => {
      const found = await about(name)
      return found === undefined ? null : explanation(found)
    },
    ...(insert !== undefined && { apply: (view, completion, _from, to) => put(view, completion, { ...insert, to }) }),
  }
}

interface Insertion {
  readonly from: number
  readonly to: number
  readonly text: string
}

function put(view: EditorView, completion: Completion, { from, to, text }: Insertion): void {
  view.dispatch({
    changes: { from, to, insert: text },
    selection: { anchor: from + text.length },
    annotations: pickedCompletion.of(completion),
    userEvent: 'input.complete',
  })
}
