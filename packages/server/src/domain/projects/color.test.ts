import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Color,
  contrast,
  DARK,
  inkOn,
  isReadable,
  LIGHT,
  mix,
  nearestReadable,
  readColor,
  writeColor,
} from './color.ts'

const byte = fc.integer({ min: 0, max: 255 })
const colors = fc.tuple(byte, byte, byte)

describe('a project’s colour', () => {
  test('is measured as WCAG does', () => {
    const ratio = (one: string, other: string): number => contrast(readColor(one)!, readColor(other)!)
    expect(ratio('#000000', '#ffffff')).toBeCloseTo(21)
    expect(ratio('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
    expect(ratio('#767676', '#ffffff')).toBeCloseTo(4.54, 2)
    expect(ratio('#0000ff', '#ffffff')).toBeCloseTo(8.59, 2)
  })

  test.each([
    ['light', LIGHT],
    ['dark', DARK],
  ])('has a nearest one that can be read on the %s pages, itself where it can', (_, theme) => {
    fc.assert(
      fc.property(colors, (color: Color) => {
        const nearest = nearestReadable(color, theme)
        expect(isReadable(nearest, theme)).toBe(true)
        for (const ground of theme.grounds) expect(contrast(nearest, ground)).toBeGreaterThanOrEqual(4.5)
        expect(contrast(inkOn(nearest, theme), nearest)).toBeGreaterThanOrEqual(4.5)
        if (isReadable(color, theme)) expect(nearest).toEqual(color)
      }),
    )
  })

  test('is written as it is read', () => {
    fc.assert(
      fc.property(colors, (color: Color) => {
        expect(readColor(writeColor(color))).toEqual(color)
      }),
    )
  })

  test.each(['', 'red', '#fff', '#12345', '#1234567', '#12345g', 'url(x)', '#000000;}body{display:none', '#000000\n'])(
    'is nothing else: %j',
    (text) => expect(readColor(text)).toBeUndefined(),
  )

  test('stands on the grounds that pages have', () => {
    const css = readFileSync(new URL('../../../assets/page.css', import.meta.url), 'utf8')
    const [light = '', dark = ''] = [...css.matchAll(/:root \{[^}]*\}/g)].map(([block]) => block)
    const named = (block: string): unknown =>
      ['--paper', '--ground'].map((name) => new RegExp(`${name}: (#\\w{6})`).exec(block)?.[1])
    expect([named(light), named(dark)]).toEqual([LIGHT, DARK].map(({ grounds }) => grounds.map(writeColor)))
    expect(writeColor(mix([0, 0, 0], [255, 255, 255], 0.5))).toBe('#808080')
  })
})
