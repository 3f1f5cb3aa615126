import escapeHtml from 'escape-html'

/** Markup. Only `html` makes it, and `html` escapes every text, so a text never becomes markup by mistake. */
class Html {
  readonly #markup: string
  constructor(markup: string) {
    this.#markup = markup
  }
  toString(): string {
    return this.#markup
  }
}

export type { Html }

type Piece = string | number | undefined | Html | readonly Html[]

/** Makes markup from a template. Put texts only between tags or into quoted attributes. */
export function html(literals: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return new Html(literals.map((literal, at) => literal + markupOf(pieces[at])).join(''))
}

function markupOf(piece: Piece): string {
  if (piece === undefined) return ''
  if (piece instanceof Html) return piece.toString()
  return typeof piece === 'object' ? piece.join('') : escapeHtml(String(piece))
}
