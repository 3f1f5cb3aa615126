import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LEFT_OUT_BY_PLAYWRIGHT } from './launch-chromium.ts'

test('Chromium goes without all that Playwright leaves out of it', () => {
  const bundle = join(createRequire(import.meta.url).resolve('playwright-core/package.json'), '../lib/coreBundle.js')
  const list = /^ *disabledFeatures = \[(.*?)\]/ms.exec(readFileSync(bundle, 'utf8'))?.[1] ?? ''
  // The features of Edge do not exist in Chromium.
  const names = [...list.matchAll(/^ *"(\w+)",?$/gm)].flatMap(([, name = '']) => (name.startsWith('ms') ? [] : [name]))
  expect(names.sort()).toEqual(LEFT_OUT_BY_PLAYWRIGHT)
})
