/** Claim rules, edited against a sample token: what is told of them, and what is not while they are no JSON. */
import type { Locator } from 'playwright-core'
import { beforeEach, expect, test } from 'vitest'
import { clinic, main, open, opened, page, poll, said, withConsoles } from './clinic-console.ts'
import { STEP_MS } from './opened.ts'

withConsoles()
beforeEach(async () => {
  await open(`providers/${clinic.ids.provider}?rules=text`)
  await said('may sign in')
})

const rules = () => page.getByRole('textbox', { name: 'Rules' })
const sample = () => page.getByRole('textbox', { name: 'A sample token’s claims' })
const save = () => main().getByRole('button', { name: 'Save the rules' })
const outcome = () => main().getByRole('status').filter({ hasText: 'What the rules make of the sample' })
const type = async (editor: Locator, text: string): Promise<void> => {
  await editor.click({ timeout: STEP_MS })
  await page.keyboard.press('ControlOrMeta+A')
  // In the place of a selection, the browser would keep its look by a style that the page does not allow.
  await page.keyboard.press('Delete')
  await page.keyboard.insertText(text)
}

test('broken rules, or a broken sample, are said at their line, and nothing is told of them or saved', async () => {
  const refusing = JSON.stringify([{ claim: 'groups', value: 'Clinicians', refuse: true }], undefined, 2)
  await type(rules(), refusing)
  await poll(() => outcome().innerText()).toContain('is refused')
  expect(await save().isEnabled()).toBe(true)
  for (const [editor, whole] of [
    [rules(), refusing],
    [sample(), '{\n  "groups": ["Clinicians"]\n}'],
  ] as const) {
    await type(editor, whole.replace(/\n\s*.\s*$/, ''))
    await said(/Line \d is not JSON: a comma or a closing bracket is missing\./)
    await said('Nothing can be told until the rules and the sample are valid JSON.')
    expect(await outcome().innerText()).not.toContain('is refused')
    expect(await save().isDisabled()).toBe(true)
    await type(editor, whole)
    await poll(() => outcome().innerText()).toContain('is refused')
    expect(await main().getByText('is not JSON').count()).toBe(0)
  }
  expect(opened.complaints).toEqual([])
})

test('the outcome stands beside the rules, in words, with the rule that decides', async () => {
  const resource = [{ resourceType: 'Observation', interaction: ['read'] }]
  const policy = await clinic.ask('fhir/R4/AccessPolicy', {
    resourceType: 'AccessPolicy',
    name: 'Ward round',
    resource,
  })
  const accessPolicy = { reference: `AccessPolicy/${policy.id}` }
  const staff = { claim: 'groups', value: 'Clinicians', profileType: 'Practitioner' }
  await type(
    rules(),
    JSON.stringify([{ claim: 'sub', value: 'x', secondFactor: true }, staff, { ...staff, accessPolicy }]),
  )
  const told = (name: string) => outcome().locator('dl > div', { hasText: name }).locator('dd').innerText()
  await poll(() => told('Kind of person')).toBe('Staff rule 2')
  expect(await told('Policy')).toBe('Ward round rule 3')
  expect(await told('Second factor proven')).toBe('no')
  const [left, right] = [await rules().boundingBox(), await outcome().boundingBox()]
  expect(right?.x).toBeGreaterThan((left?.x ?? 0) + (left?.width ?? 0))

  await type(rules(), JSON.stringify([staff, { claim: 'groups', value: 'Clinicians', refuse: true }]))
  await poll(() => told('This person')).toBe('is refused rule 2')
  expect(await told('Why')).toContain('has a value that is refused')
  await type(rules(), JSON.stringify([{ claim: 'posture', value: 'bad', refuse: true }]))
  await poll(() => told('Why')).toMatch(/The claim “.?posture.?” is missing/u)
  expect(opened.complaints).toEqual([])
})
