import { h } from '../look/dom.ts'
import mark from '../look/mark.svg'

/** Who this is: the app, and the place or person it is used for. */
export function brand(line?: string): HTMLElement {
  return h(
    'div',
    { class: 'brand' },
    h('img', { src: mark, alt: '' }),
    h('div', {}, h('strong', {}, 'Vital Signs'), line),
  )
}
