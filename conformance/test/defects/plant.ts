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
const planted = new Map<string, { readonly file: string; readonly text: string; readonly changed: ReadonlySet<string> }>()

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

/** Imports a module of the packages with a defect in what it leads to; it was imported without one before. */
export async function importPlanted<T>(entry: string, { file, find, put }: Defect, number: number): Promise<T> {
  const url = `${sources}${file}`
  const text = readFileSync(fileURLToPath(url), 'utf8')
  const found = text.split(find).length - 1
  if (found !== 1) throw new Error(`${file}: the text to replace stands there ${found} times: ${find}`)
  const changed = leadingTo(url)
  if (!changed.has(`${sources}${entry}`)) throw new Error(`${entry} does not lead to ${file}.`)
  planted.set(String(number), { file: url, text: text.replace(find, () => put), changed })
  return (await import(`${sources}${entry}${MARK}${number}`)) as T
}

function leadingTo(url: string): ReadonlySet<string> {
  const all = new Set([url])
  // A set that grows while it is walked is walked to its end.
  for (const one of all) for (const importer of importers.get(one) ?? []) all.add(importer)
  return all
}
