import { defaultHighlightStyle, HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'

/** The editor's own colors are for light pages; on dark ones each is as much lighter. */
const STYLE = HighlightStyle.define(
  defaultHighlightStyle.specs.map((spec) => {
    const color: unknown = spec['color']
    if (typeof color !== 'string') return spec
    return { ...spec, color: `light-dark(${color}, color-mix(in oklab, ${color} 35%, white))` }
  }),
)

/** Colors for code that can be read on every theme. */
export const colored: Extension = syntaxHighlighting(STYLE, { fallback: true })
