import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DARK, isReadable, LIGHT, nearestReadable, writeColor } from '../../server/src/domain/projects/color.ts'
import { contrastOf, contrastOnPages, GROUNDS, INKS, wellReadFrom } from '../src/views/looks/contrast.ts'

test.each([
  ['#000000', 21],
  ['#ffffff', 1],
  ['#767676', 4.54],
  ['#ff0000', 4],
])('the contrast of %s to white is %d', (color, ratio) => {
  expect(contrastOf(color, '#ffffff')).toBeCloseTo(ratio, 1)
})

test.each(['', '#fff', 'red', '#12345g'])('"%s" is no color', (color) => {
  expect(contrastOf(color, '#ffffff')).toBeUndefined()
})

test('a color is measured where it stands: what is well read on light pages is not on dark ones', () => {
  expect(GROUNDS).toEqual({ light: LIGHT.grounds.map(writeColor), dark: DARK.grounds.map(writeColor) })
  expect(contrastOnPages('#0b5d4a', 'light')).toBeGreaterThan(4.5)
  expect(contrastOnPages('#0b5d4a', 'dark')).toBeLessThan(4.5)
  expect(contrastOnPages('#a7e3d3', 'dark')).toBeGreaterThan(4.5)
  expect(contrastOnPages('red', 'dark')).toBeUndefined()
})

test('what is not well read, and the nearest color that is, are those that the server names', () => {
  expect(INKS).toEqual(LIGHT.inks.map(writeColor))
  expect(INKS).toEqual(DARK.inks.map(writeColor))
  const part = fc.nat({ max: 255 })
  fc.assert(
    fc.property(fc.tuple(part, part, part), fc.constantFrom('light', 'dark'), (color, on) => {
      const theme = on === 'light' ? LIGHT : DARK
      const expected = isReadable(color, theme) ? undefined : writeColor(nearestReadable(color, theme))
      expect(wellReadFrom(writeColor(color), on)).toBe(expected)
    }),
  )
  expect(wellReadFrom('#ff0000', 'light')).toMatch(/^#[0-9a-f]{2}0000$/)
  expect(wellReadFrom('red', 'light')).toBeUndefined()
})
