/** What somebody does in the view that is open, and what they read there. */
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { STEP_MS } from './opened.ts'

export interface Acting {
  main(): Locator
  press(name: string | RegExp): Promise<void>
  /**
   * Presses a button of the dialog that is open, and waits until it is closed.
   *
   * @param typed  The name that has to be typed before.
   */
  confirm(name: string, typed?: string): Promise<void>
  fill(label: string | RegExp, text: string): Promise<void>
  /** Chooses from a list that opens; its button is called by what is chosen, then by the list. */
  choose(label: string, option: string): Promise<void>
  /** Waits until a text is shown. */
  said(text: string | RegExp): Promise<void>
  /** Takes back what a message tells of. */
  undo(told: string | RegExp): Promise<void>
  /** Waits until a text is shown under a field as what is wrong with it. */
  wrongAt(label: string, text: string | RegExp): Promise<void>
  poll(read: () => Promise<unknown>): ReturnType<typeof expect.poll>
}

export function actingIn(page: () => Page): Acting {
  const main: Acting['main'] = () => page().locator('main')
  const press: Acting['press'] = (name) =>
    main()
      .getByRole('button', { name, exact: typeof name === 'string' })
      .first()
      .click({ timeout: STEP_MS })
  return {
    main,
    press,
    async confirm(name, typed) {
      const dialog = page().getByRole('dialog')
      const button = dialog.getByRole('button', { name, exact: true })
      if (typed !== undefined) {
        await button.waitFor({ timeout: STEP_MS })
        expect(await button.isDisabled()).toBe(true)
        await dialog.getByLabel('Name', { exact: true }).fill(typed)
      }
      await button.click({ timeout: STEP_MS })
      await dialog.waitFor({ state: 'detached', timeout: STEP_MS })
    },
    fill: (label, text) => main().getByLabel(label).first().fill(text, { timeout: STEP_MS }),
    async choose(label, option) {
      await press(new RegExp(`${label}$`))
      await page().locator('.popover [role=option]', { hasText: option }).first().click({ timeout: STEP_MS })
    },
    said: (text) => page().getByText(text).first().waitFor({ timeout: STEP_MS }),
    undo: (told) =>
      page()
        .locator('.notices p', { hasText: told })
        .last()
        .getByRole('button', { name: 'Undo' })
        .click({ timeout: STEP_MS }),
    wrongAt: (label, text) =>
      main()
        .locator('.field', { has: page().getByLabel(label, { exact: true }) })
        .locator('[slot=errorMessage]', { hasText: text })
        .waitFor({ timeout: STEP_MS }),
    poll: (read) => expect.poll(read, { timeout: STEP_MS }),
  }
}
