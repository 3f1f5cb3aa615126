import { expect, test } from 'vitest'
import { ownSteps } from '../src/views/traces/own-steps.ts'
import type { Step } from '../src/views/traces/told.ts'

const step = (id: string, kind: Step['kind']): Step => ({
  id,
  kind,
  at: '2026-01-01T00:00:00Z',
  request: 'GET /x',
  status: 200,
  parameters: [],
  findings: [],
})

test('a trace of a request to the API has its sign-in, and no other request', () => {
  const steps = [step('1', 'authorize'), step('2', 'token'), step('3', 'api'), step('4', 'api')]
  const idsFor = (id: string): readonly string[] => ownSteps(steps, id).map((one) => one.id)
  expect(idsFor('4')).toEqual(['1', '2', '4'])
  expect(idsFor('1')).toEqual(['1', '2', '3', '4'])
})
