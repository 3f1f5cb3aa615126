import { accepted } from '@damson/fhir'
import type { Db } from '#base/db'
import type { Issuers } from '#domain/projects'
import type { Gate } from '#domain/resources'
import { createInvalidatedCache, type Invalidations } from '#domain/revocation'
import { type BrandBundle, readBrands } from './brands.ts'

/** The published brands of projects; anyone may ask for them. */
export interface Brands {
  /** The bundle that a project publishes at its own address; undefined for none. */
  find(project: string): Promise<BrandBundle | undefined>
}

interface Published {
  readonly bundle: BrandBundle | undefined
}

/** The limit for all bundles together. */
const KEPT_CHARACTERS = 32_000_000
/** How much a project without brands counts, so that the cache doesn't hold too many of them. */
const LEAST_CHARACTERS = 32_000

export function createBrands(db: Db, issuers: Issuers, invalidations: Invalidations): Brands {
  const cache = createInvalidatedCache<Published>(
    invalidations,
    KEPT_CHARACTERS,
    ({ bundle }) => LEAST_CHARACTERS + (bundle?.text.length ?? 0),
  )
  /** Concurrent requests for the same bundle share one computation. */
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
      // A read that began before the last invalidation may be outdated already.
      const key = `${project} ${heard}`
      const reading = underWay.get(key) ?? read(project, heard).finally(() => underWay.delete(key))
      underWay.set(key, reading)
      return (await reading).bundle
    },
  }
}

/** A project's resources may be part of its brands: invalidating always is cheaper than a look-up for each write. */
export const brandGate: Gate = async (_tx, { project }) => accepted([{ kind: 'brand', subject: project }])
