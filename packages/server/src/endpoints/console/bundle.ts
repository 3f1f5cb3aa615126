import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'

/** What a browser says in `Accept-Encoding`, best first, and how the build names the file in it. */
const CODINGS = [
  { coding: 'br', suffix: '.br' },
  { coding: 'gzip', suffix: '.gz' },
] as const

export type Coding = (typeof CODINGS)[number]['coding']

/** A file of the console whose name has a hash of its content. */
export interface Asset {
  readonly type: string
  readonly plain: Buffer
  readonly packed: ReadonlyMap<Coding, Buffer>
}

/** The console as it was built. */
export interface Bundle {
  /** `index.html`, with placeholders for what differs between answers. */
  readonly template: string
  readonly assets: ReadonlyMap<string, Asset>
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
}

/** Reads the built console. Undefined while it was not built, as in a run from the sources. */
export function readBundle(folder: URL): Bundle | undefined {
  const page = new URL('index.html', folder)
  if (!existsSync(page)) return undefined
  const files = new URL('assets/', folder)
  const names = new Set(readdirSync(files))
  const isPacked = (name: string): boolean =>
    CODINGS.some(({ suffix }) => name.endsWith(suffix) && names.has(name.slice(0, -suffix.length)))
  const assetOf = (name: string): Asset => ({
    type: TYPES[extname(name)] ?? 'application/octet-stream',
    plain: readFileSync(new URL(name, files)),
    packed: new Map(
      CODINGS.flatMap(({ coding, suffix }) =>
        names.has(name + suffix) ? [[coding, readFileSync(new URL(name + suffix, files))] as const] : [],
      ),
    ),
  })
  return {
    template: readFileSync(page, 'utf8'),
    assets: new Map([...names].flatMap((name) => (isPacked(name) ? [] : [[name, assetOf(name)]]))),
  }
}

/** The best coding of a file that the browser takes; undefined: as it is (RFC 9110 §12.5.3). */
export function codingFor({ packed }: Asset, acceptEncoding: string | undefined): Coding | undefined {
  const offers = (acceptEncoding ?? '').split(',').flatMap((text) => {
    const [name = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
    return parameters.some((one) => /^q=0(\.0*)?$/.test(one)) ? [] : [name]
  })
  const taken = new Set(offers)
  return CODINGS.map(({ coding }) => coding).find((coding) => packed.has(coding) && taken.has(coding))
}
