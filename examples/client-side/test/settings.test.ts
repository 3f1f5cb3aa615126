import { expect, test } from 'vitest'
import { readSettings } from '../src/settings.ts'

test('a page that was not set up says which settings are missing, and what they are', () => {
  expect(readSettings({ VITE_DAMSON_URL: 'http://localhost:8103/', VITE_DAMSON_CLIENT_ID: '' })).toEqual({
    missing: [expect.stringMatching(/^VITE_DAMSON_CLIENT_ID: the id of a ClientApplication of kind app/)],
  })
  expect(readSettings({ VITE_DAMSON_URL: 'http://localhost:8103/', VITE_DAMSON_CLIENT_ID: '1' })).toEqual({
    baseUrl: 'http://localhost:8103/',
    clientId: '1',
  })
})
