import { readFileSync } from 'node:fs'
import { type ResolveFnOutput, registerHooks, stripTypeScriptTypes } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { PACKAGES } from '../../src/server/start-damson.ts'
import type { Defect } from './defect.ts'

const sources = `${pathToFileURL(PACKAGES).href}/`
const MARK = '?planted='

/** Which modules import a module, of those of the packages: as far as they were loaded. */
const importers = new Map<string, Set<string>>()
/** Where a module finds what it asks for: looking for it takes longer than loading it. */
const resolved = new Map<string, ResolveFnOutput>()
/** What is there for all. */
const shared = new Set<string>()
/** What Node runs of a source, and its defects by the number that stands in the URLs of their modules. */
const stripped = new Map<string, string>()
const planted = new Map<string, Plant>()

interface Plant {
  readonly file: string
  readonly text: string
  /** What leads to the file, and what was asked for by what leads there first. */
  readonly changed: Set<string>
}

/**
 * Lets modules of the packages be loaded once more with a defect in one of them. Only that module and those that lead to it
 * are loaded again; the others are the ones that are there.
 */
export function preparePlanting(): void {
  registerHooks({
    resolve(specifier, context, next) {
      const [from = '', number] = context.parentURL?.split(MARK) ?? []
      const asked = `${from} ${specifier}`
      const found = resolved.get(asked) ?? next(specifier, context)
      if (isSource(from)) resolved.set(asked, { ...found, shortCircuit: true })
      if (!isSource(found.url)) return found
      if (isSource(from)) importers.set(found.url, (importers.get(found.url) ?? new Set()).add(from))
      const plant = number === undefined ? undefined : planted.get(number)
      if (plant === undefined) shared.add(found.url)
      else if (!shared.has(found.url)) plant.changed.add(found.url)
      return plant?.changed.has(found.url) === true ? { ...found, url: `${found.url}${MARK}${number}` } : found
    },
    load(url, context, next) {
      const [file = '', number] = url.split(MARK)
      const plant = number === undefined ? undefined : planted.get(number)
      if (file === STATEMENTS && plant?.file !== file)
        return { format: 'module', source: anyTexts(), shortCircuit: true }
      if (plant === undefined) return next(url, context)
      const source = plant.file === file ? stripTypeScriptTypes(plant.text) : strippedOnce(file)
      return { format: 'module', source, shortCircuit: true }
    },
  })
}

/** A module of ours, as it is asked for first. */
const isSource = (url: string): boolean =>
  url.startsWith(sources) && url.endsWith('.ts') && !url.includes('/node_modules/')

function strippedOnce(file: string): string {
  const known = stripped.get(file)
  if (known !== undefined) return known
  const text = stripTypeScriptTypes(readFileSync(fileURLToPath(file), 'utf8'))
  stripped.set(file, text)
  return text
}

/**
 * Plants a defect; what leads to it was imported before, or by nobody else. Answers a function that imports modules as the
 * defect leaves them.
 */
export function plant(
  { file, find, put }: Pick<Defect, 'file' | 'find' | 'put'>,
  number: number,
): <T>(entry: string) => Promise<T> {
  const url = `${sources}${file}`
  const text = readFileSync(fileURLToPath(url), 'utf8')
  const found = text.split(find).length - 1
  if (found !== 1) throw new Error(`${file}: the text to replace stands there ${found} times: ${find}`)
  const changed = leadingTo(
    url,
    // Worlds and stores that tests share are parts of servers: those of one defect are not those of another.
    ...[...shared].filter((one) => one.startsWith(`${sources}testkit/`)),
  )
  planted.set(String(number), { file: url, text: text.replace(find, () => put), changed })
  return importing(number, changed)
}

/** As `plant`, without a defect: what was imported before is shared, anything else is loaded once more. */
export function plantNothing(number: number): <T>(entry: string) => Promise<T> {
  const changed = new Set<string>()
  planted.set(String(number), { file: '', text: '', changed })
  return importing(number, changed)
}

function importing(number: number, changed: ReadonlySet<string>) {
  return async <T>(entry: string) => {
    const sound = `${sources}${entry}`
    const isOwn = changed.has(sound) || !shared.has(sound)
    return (await import(isOwn ? `${sound}${MARK}${number}` : sound)) as T
  }
}

/** Takes each name of a statement with one text, but here a defect may change it. */
const STATEMENTS = `${sources}server/src/base/db/statement.ts`

function anyTexts(): string {
  const [before = '', after, ...others] = strippedOnce(STATEMENTS).split('if (known !== undefined && known !== text)')
  if (after === undefined || others.length > 0)
    throw new Error('Where a statement claims its name reads otherwise now.')
  return `${before}if (false)${after}`
}

function leadingTo(...urls: readonly string[]): Set<string> {
  const all = new Set(urls)
  // A set that grows while it is walked is walked to its end.
  for (const one of all) for (const importer of importers.get(one) ?? []) all.add(importer)
  return all
}
