import { expect, test } from 'vitest'
import { contrastOf } from '../src/views/looks/contrast.ts'

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
