import type { Locator, Page } from 'playwright-core'

/** How a person acts on pages: by mouse, or by keyboard alone. */
export interface Hands {
  readonly by: 'mouse' | 'keyboard'
  /** Clicks so far, and keys that activate something. Typing, and going to the next field by Tab, are none. */
  readonly clicks: () => number
  /** What was not as it should be on the way, such as a focus that cannot be seen. */
  readonly complaints: readonly string[]
  /** Presses a button or a link, or ticks a box. */
  press(target: Locator): Promise<void>
  /** Takes one of several that are all in view. */
  pick(radio: Locator): Promise<void>
  /** Takes one from a list that opens. */
  choose(list: Locator, option: string): Promise<void>
  /** Writes into a field, in place of what is there. */
  write(field: Locator, text: string): Promise<void>
  /** Goes to a view of the console. */
  go(page: Page, view: string): Promise<void>
}

const STEP_MS = 20_000
/** Fields of a form are as near to each other as this, by Tab. */
const NEAR = 3
const FAR = 150

async function hasFocus(target: Locator): Promise<boolean> {
  const focused = target.page().locator(':focus')
  return (await target.and(focused).count()) > 0 || (await target.locator(':focus').count()) > 0
}

/** Goes to the next field as people do who are typing. */
async function isNear(target: Locator): Promise<boolean> {
  const { keyboard } = target.page()
  for (let presses = 0; presses < NEAR; presses += 1) {
    if (await hasFocus(target)) return true
    await keyboard.press('Tab')
  }
  return hasFocus(target)
}

const labelOf = (input: Locator): Locator => input.page().locator('label').filter({ has: input })

async function typeInstead(page: Page, text: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+a')
  if (!(await isInEditor(page))) return page.keyboard.insertText(text)
  // As people bring code. An editor would indent what is typed.
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`)
  await page.keyboard.press('ControlOrMeta+v')
}

export function byMouse(): Hands {
  let clicks = 0
  const click = async (target: Locator): Promise<void> => {
    await target.click({ timeout: STEP_MS })
    clicks += 1
  }
  return {
    by: 'mouse',
    clicks: () => clicks,
    complaints: [],
    // What looks like a box or a mark is its label; the input lies hidden in it.
    press: async (target) => click((await target.getAttribute('type')) === 'checkbox' ? labelOf(target) : target),
    async pick(radio) {
      await radio.waitFor({ state: 'attached', timeout: STEP_MS })
      if (!(await radio.isChecked())) await click(labelOf(radio))
    },
    async choose(list, option) {
      await click(list)
      await click(list.page().getByRole('option', { name: option }))
    },
    async write(field, text) {
      await field.waitFor({ timeout: STEP_MS })
      if (!(await isNear(field))) await click(field)
      await typeInstead(field.page(), text)
    },
    go: async (page, view) => click(page.getByRole('navigation').getByRole('link', { name: view, exact: true })),
  }
}

/** Why a person cannot see where the focus is. Of a small box that is drawn otherwise, its label counts. */
const UNSEEN = `(() => {
  const { activeElement: focused } = document
  // What has the focus to be read out, such as a heading, is not where one can do something.
  if (focused === null || focused === document.body || focused.tabIndex < 0) return undefined
  const around = [focused, focused.closest('label'), focused.closest('.cm-editor')].filter(Boolean)
  const isRinged = (element) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
    return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2) || boxShadow !== 'none'
  }
  const { left, right, top, bottom } = (focused.closest('label') ?? focused).getBoundingClientRect()
  const isInView = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight
  const wrong = isInView ? (around.some(isRinged) ? undefined : 'no ring around') : 'out of view with the focus'
  return wrong && wrong + ': ' + focused.outerHTML.slice(0, 160)
})()`

export function byKeyboard(): Hands {
  let clicks = 0
  const complaints: string[] = []
  const look = async (target: Locator): Promise<boolean> => {
    const isOurs = new URL(target.page().url()).hostname === 'localhost'
    const wrong = isOurs ? await target.page().evaluate<string | undefined>(UNSEEN) : undefined
    if (wrong !== undefined && !complaints.includes(wrong)) complaints.push(wrong)
    return hasFocus(target)
  }
  /** Tabs on until the focus is there. */
  const reach = async (target: Locator): Promise<void> => {
    await target.waitFor({ state: 'attached', timeout: STEP_MS })
    const { keyboard } = target.page()
    for (let presses = 0; presses < FAR; presses += 1) {
      if (await look(target)) return
      // An editor keeps Tab for itself.
      if (await isInEditor(target.page())) await keyboard.press('Escape')
      await keyboard.press('Tab')
    }
    throw new Error(`cannot be reached by keyboard: ${String(target)}`)
  }
  const activate = async (page: Page, key: 'Enter' | 'Space'): Promise<void> => {
    await page.keyboard.press(key)
    clicks += 1
  }
  return {
    by: 'keyboard',
    clicks: () => clicks,
    complaints,
    async press(target) {
      await reach(target)
      const isBox = (await target.getAttribute('type')) === 'checkbox'
      await activate(target.page(), isBox ? 'Space' : 'Enter')
    },
    async pick(radio) {
      const page = radio.page()
      const group = page.getByRole('radiogroup').filter({ has: radio })
      await reach(group)
      for (let presses = 0; presses < FAR && !(await radio.isChecked()); presses += 1)
        await page.keyboard.press('ArrowDown')
    },
    async choose(list, option) {
      const page = list.page()
      await reach(list)
      await activate(page, 'Enter')
      const wanted = page.getByRole('option', { name: option })
      await wanted.waitFor({ timeout: STEP_MS })
      for (let presses = 0; presses < FAR && !(await hasFocus(wanted)); presses += 1)
        await page.keyboard.press('ArrowDown')
      await activate(page, 'Enter')
    },
    async write(field, text) {
      await reach(field)
      await typeInstead(field.page(), text)
    },
    async go(page, view) {
      await page.keyboard.press('Control+k')
      const search = page.getByRole('dialog').getByRole('searchbox')
      await search.waitFor({ timeout: STEP_MS })
      await page.keyboard.insertText(view)
      const found = page.getByRole('dialog').getByRole('option', { name: view, exact: true }).first()
      await found.waitFor({ timeout: STEP_MS })
      const wanted = await found.getAttribute('data-key')
      for (let presses = 0, at = await markedIn(page); presses < FAR && at !== wanted; presses += 1) {
        await page.keyboard.press('ArrowDown')
        // The mark moves a moment after the key; one that is pressed before that moves it too far.
        await page.locator(`${MARKED}:not([data-key="${at}"])`).waitFor({ timeout: STEP_MS })
        at = await markedIn(page)
      }
      await activate(page, 'Enter')
      await search.waitFor({ state: 'detached', timeout: STEP_MS })
    },
  }
}

const MARKED = '[role=dialog] [role=option][data-focused=true]'
/** The key of what the command palette has marked. */
const markedIn = (page: Page): Promise<string | undefined> =>
  page.evaluate<string | undefined>(`document.querySelector('${MARKED}')?.dataset.key`)

const isInEditor = (page: Page): Promise<boolean> =>
  page.evaluate<boolean>(`document.activeElement?.closest('.cm-editor') != null`)
