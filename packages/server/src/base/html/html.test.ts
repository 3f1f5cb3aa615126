import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { html } from './html.ts'

describe('markup', () => {
  test('takes texts as text, and markup as markup, alone or in a list', () => {
    const strong = html`<strong>${'<b>'}</strong>`
    expect(html`<p>${strong} & ${[strong, strong]}${undefined}${1}</p>`.toString()).toBe(
      '<p><strong>&lt;b&gt;</strong> & <strong>&lt;b&gt;</strong><strong>&lt;b&gt;</strong>1</p>',
    )
  })

  test('whatever the text, neither an element nor a quoted attribute ends in it, and it reads back the same', () => {
    const texts = fc.string({
      unit: fc.oneof(
        fc.constantFrom('<', '>', '&', '"', "'", '=', '!', '&lt;', '&#39;', '-->'),
        fc.string({ unit: 'grapheme', maxLength: 1 }),
      ),
    })
    fc.assert(
      fc.property(texts, (text) => {
        const written = html`${text}`.toString()
        expect(written).not.toMatch(/[<>"']/)
        const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' }
        expect(written.replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => entities[name] ?? '')).toBe(text)
      }),
    )
  })
})
