/** Where one types in a JSON text. */
export interface Place {
  /** The names of the elements that one is in, from the outermost; of a list, the name of the list. */
  readonly path: readonly string[]
  /** A name of an element, a text in quotes, or a value that is not begun with a quote. */
  readonly kind: 'name' | 'text' | 'value'
  /** What is typed of it. */
  readonly begun: string
  /** The names that stand before it in the same object. */
  readonly taken: readonly string[]
}

interface Open {
  readonly isObject: boolean
  /** The element whose value is read, or the list's. */
  name: string | undefined
  awaitsName: boolean
  readonly names: string[]
}

/** A text in quotes, which may be cut off by the end; a bracket or what parts values; a word. */
const TOKEN = /"(?:[^"\\\n]|\\.)*(?<closed>"|$)|[[\]{},:]|[^\s"[\]{},:]+/g

/** The place at the end of a text, which may be broken before it. Undefined where nothing can be typed. */
export function placeIn(text: string): Place | undefined {
  const open: Open[] = []
  let last = { token: '', isClosed: false }
  for (const { 0: token, groups } of text.matchAll(TOKEN)) {
    const isClosed = groups?.['closed'] === '"'
    last = { token, isClosed }
    const isObject = token === '{'
    if (isObject || token === '[') open.push({ isObject, name: undefined, awaitsName: isObject, names: [] })
    else if (token === '}' || token === ']') open.pop()
    else enter(open.at(-1), token, isClosed)
  }
  return placeOf(open, last, text)
}

function enter(top: Open | undefined, token: string, isClosed: boolean): void {
  if (top === undefined) return
  if (token === ',') top.awaitsName = top.isObject
  else if (token === ':') top.awaitsName = false
  else if (top.awaitsName && isClosed) {
    top.name = token.slice(1, -1)
    top.names.push(top.name)
    top.awaitsName = false
  }
}

function placeOf(
  open: readonly Open[],
  { token, isClosed }: { readonly token: string; readonly isClosed: boolean },
  text: string,
): Place | undefined {
  const top = open.at(-1)
  if (top === undefined) return undefined
  const isText = token.startsWith('"') && !isClosed
  if (!isText && top.awaitsName) return undefined
  const path = open.flatMap(({ name, awaitsName }) => (awaitsName ? [] : (name ?? [])))
  const place = { path, taken: top.names }
  if (isText) return { ...place, kind: top.awaitsName ? 'name' : 'text', begun: token.slice(1) }
  const begun = /[^\s"[\]{},:]*$/.exec(text)?.[0] ?? ''
  // Behind a whole value only a comma can stand.
  const isFree = begun !== '' || token === ':' || (!top.isObject && (token === '[' || token === ','))
  return isFree ? { ...place, kind: 'value', begun } : undefined
}
