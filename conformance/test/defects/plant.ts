import { readFileSync } from 'node:fs'
import { registerHooks, stripTypeScriptTypes } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { PACKAGES } from '../../src/server/start-damson.ts'
import type { Defect } from './defect.ts'

const sources = `${pathToFileURL(PACKAGES).href}/`
const MARK = '?planted='

/** Which modules import a module, of those of the packages: as far as they were loaded. */
const importers = new Map<string, Set<string>>()
/** What Node runs of a source, and its defects by the number that stands in the URLs of their modules. */
const stripped = new Map<string, string>()
const planted = new Map<
  string,
  { readonly file: string; readonly text: string; readonly changed: ReadonlySet<string> }
>()

/**
 * Lets modules of the packages be loaded once more with a defect in one of them. Only that module and those that lead to it
 * are loaded again; the others are the ones that are there.
 */
export function preparePlanting(): void {
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context)
      const parent = context.parentURL
      if (parent === undefined || !found.url.startsWith(sources) || !parent.startsWith(sources)) return found
      const [from = '', number] = parent.split(MARK)
      importers.set(found.url, (importers.get(found.url) ?? new Set()).add(from))
      if (number === undefined || planted.get(number)?.changed.has(found.url) !== true) return found
      return { ...found, url: `${found.url}${MARK}${number}` }
    },
    load(url, context, next) {
      const [file = '', number] = url.split(MARK)
      const plant = number === undefined ? undefined : planted.get(number)
      if (plant === undefined) return next(url, context)
      const source = plant.file === file ? stripTypeScriptTypes(plant.text) : strippedOnce(file)
      return { format: 'module', source, shortCircuit: true }
    },
  })
}

function strippedOnce(file: string): string {
  const known = stripped.get(file)
  if (known !== undefined) return known
  const text = stripTypeScriptTypes(readFileSync(fileURLToPath(file), 'utf8'))
  stripped.set(file, text)
  return text
}

/** Plants a defect; what leads to it was imported before. Answers a function that imports modules as the defect leaves them. */
export function plant({ file, find, put }: Defect, number: number): <T>(entry: string) => Promise<T> {
  const url = `${sources}${file}`
  const text = readFileSync(fileURLToPath(url), 'utf8')
  const found = text.split(find).length - 1
  if (found !== 1) throw new Error(`${file}: the text to replace stands there ${found} times: ${find}`)
  // The register of statements is a new one too: it takes each name once.
  const changed = leadingTo(url, `${sources}server/src/base/db/statement.ts`)
  planted.set(String(number), { file: url, text: text.replace(find, () => put), changed })
  return async <T>(entry: string) => {
    const sound = `${sources}${entry}`
    return (await import(changed.has(sound) ? `${sound}${MARK}${number}` : sound)) as T
  }
}

function leadingTo(...urls: readonly string[]): ReadonlySet<string> {
  const all = new Set(urls)
  // A set that grows while it is walked is walked to its end.
  for (const one of all) for (const importer of importers.get(one) ?? []) all.add(importer)
  return all
}
