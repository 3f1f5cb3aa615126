import { expect, test } from 'vitest'
import { idBefore, pageOf } from '../src/views/devices/listed.ts'

test('the page of a device begins just before it', () => {
  expect(idBefore('7c1e2f0a-54b8-4c0e-9a51-3d2f61d0c900')).toBe('7c1e2f0a-54b8-4c0e-9a51-3d2f61d0c8ff')
  expect(idBefore('7c1e2f0a-54b8-4c0e-9a51-000000000001')).toBe('7c1e2f0a-54b8-4c0e-9a51-000000000000')
  expect(idBefore('7c1e2f0a-54b8-4c0e-9a51-000000000000')).toBeUndefined()
  for (const id of ['', 'new', '../members', '7c1e2f0a54b84c0e9a513d2f61d0c900'])
    expect(pageOf('p', id)).toBeUndefined()
})
