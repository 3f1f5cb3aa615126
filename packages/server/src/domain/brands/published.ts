import { accepted } from '@damson/fhir'
import type { Db } from '#base/db'
import type { Issuers } from '#domain/projects'
import type { Gate } from '#domain/resources'
import { createInvalidatedCache, type Invalidations } from '#domain/revocation'
import { type BrandBundle, readBrands } from './brands.ts'

/** The brands of projects, as everybody may ask for them. */
export interface Brands {
  /** What a project publishes at its own address; undefined for nothing. */
  find(project: string): Promise<BrandBundle | undefined>
}

interface Published {
  readonly bundle: BrandBundle | undefined
}

/** Of all bundles together. */
const KEPT_CHARACTERS = 32_000_000
/** What a project counts as that publishes nothing, so that not too many are kept. */
const LEAST_CHARACTERS = 32_000

export function createBrands(db: Db, issuers: Issuers, invalidations: Invalidations): Brands {
  const cache = createInvalidatedCache<Published>(
    invalidations,
    KEPT_CHARACTERS,
    ({ bundle }) => LEAST_CHARACTERS + (bundle?.text.length ?? 0),
  )
  /** A crowd that asks for the same at the same time has it made once. */
  const underWay = new Map<string, Promise<Published>>()

  async function read(project: string, heard: number): Promise<Published> {
    const { fhirUrl } = issuers.of(project)
    const published = { bundle: await readBrands(db, project, fhirUrl, issuers.fhirUrlsOf(project)) }
    const tags = [
      { kind: 'project', subject: project },
      { kind: 'brand', subject: project },
    ] as const
    cache.put(project, published, tags, heard)
    return published
  }

  return {
    async find(project) {
      const known = cache.get(project)
      if (known !== undefined) return known.bundle
      const heard = invalidations.heard()
      // What is being read since before the last invalidation may be old already.
      const key = `${project} ${heard}`
      const reading = underWay.get(key) ?? read(project, heard).finally(() => underWay.delete(key))
      underWay.set(key, reading)
      return (await reading).bundle
    },
  }
}

/** What a project's brands are made of has changed: whether they name it, nobody looks up for each write. */
export const brandGate: Gate = async (_tx, { project }) => accepted([{ kind: 'brand', subject: project }])
