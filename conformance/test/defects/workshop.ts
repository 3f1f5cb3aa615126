import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { PACKAGES } from '../../src/server/start-damson.ts'
import type { Defect } from './defect.ts'

/** A copy of the packages, into which defects are planted. Nothing of the repository is touched. */
export interface Workshop {
  /** The folder of the copied packages. */
  readonly packages: string
  /** Plants a defect for as long as the work goes on. */
  plant<T>(defect: Defect, work: () => Promise<T>): Promise<T>
  close(): void
}

/** What a running server needs of the packages. */
const COPIED = ['fhir', 'access', 'server'] as const

export function openWorkshop(): Workshop {
  const root = mkdtempSync(join(tmpdir(), 'damson-defects-'))
  const packages = join(root, 'packages')
  for (const name of COPIED) cpSync(join(PACKAGES, name), join(packages, name), { recursive: true, filter: isNeeded })
  linkModules(root)
  return {
    packages,
    async plant({ file, find, put }, work) {
      const path = join(packages, file)
      const text = readFileSync(path, 'utf8')
      const found = text.split(find).length - 1
      if (found !== 1) throw new Error(`${file}: the text to replace stands there ${found} times: ${find}`)
      writeFileSync(
        path,
        text.replace(find, () => put),
      )
      try {
        return await work()
      } finally {
        writeFileSync(path, text)
      }
    },
    close: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** Sources, migrations, assets, and of what was built the snapshot of an empty store, which makes starts quick. */
function isNeeded(path: string): boolean {
  const [, ...parts] = relative(PACKAGES, path).split(/[\\/]/)
  if (parts.includes('node_modules') || parts[0] === 'test') return false
  return parts[0] !== 'dist' || parts.length === 1 || (parts[1] ?? '').startsWith('pglite-snapshot')
}

/** The repository's modules, but Damson's own packages from the copy. */
function linkModules(root: string): void {
  const modules = resolve(PACKAGES, '../node_modules')
  mkdirSync(join(root, 'node_modules/@damson'), { recursive: true })
  for (const name of readdirSync(modules)) {
    if (name !== '@damson' && !name.startsWith('.')) symlinkSync(join(modules, name), join(root, 'node_modules', name))
  }
  for (const name of COPIED) symlinkSync(join(root, 'packages', name), join(root, 'node_modules/@damson', name))
}
