import { defaultHighlightStyle, HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'

/** The editor's own colors are for light pages, and some too light for small letters; on dark ones each is as much lighter. */
const STYLE = HighlightStyle.define(
  defaultHighlightStyle.specs.map((spec) => {
    const color: unknown = spec['color']
    if (typeof color !== 'string') return spec
    const [light, dark] = ['85%, black', '35%, white'].map((mixed) => `color-mix(in oklab, ${color} ${mixed})`)
    return { ...spec, color: `light-dark(${light}, ${dark})` }
  }),
)

/** Colors for code that can be read on every theme. */
export const colored: Extension = syntaxHighlighting(STYLE, { fallback: true })
