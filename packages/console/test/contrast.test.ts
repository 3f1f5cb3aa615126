import { expect, test } from 'vitest'
import { DARK, LIGHT, writeColor } from '../../server/src/domain/projects/color.ts'
import { contrastOf, contrastOnPages, GROUNDS } from '../src/views/looks/contrast.ts'

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
