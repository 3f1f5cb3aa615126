/** Vitest's set-up where a test shall be seen to fail: the sources are loaded with the defect in DAMSON_PLANTED. */
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

interface Planted {
  /** Below `packages/`. */
  readonly file: string
  readonly find: string
  readonly put: string
}

const { file, find, put } = JSON.parse(process.env['DAMSON_PLANTED'] ?? '{}') as Planted
const url = new URL(`../packages/${file}`, import.meta.url).href

registerHooks({
  load(loaded, context, next) {
    if (loaded !== url) return next(loaded, context)
    const text = readFileSync(fileURLToPath(url), 'utf8')
    if (text.split(find).length !== 2) throw new Error(`${file}: the text to replace stands there not once: ${find}`)
    return { format: 'module-typescript', source: text.replace(find, () => put), shortCircuit: true }
  },
})
