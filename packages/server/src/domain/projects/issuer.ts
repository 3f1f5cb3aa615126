import type { Db } from '#base/db'
import { isUuid } from '#base/random'
import { createInvalidatedCache, type Invalidations } from '#domain/revocation'
import { activeProject } from './projects.store.ts'

/**
 * An address at which this server is an authorization server with a FHIR API: its own, or a project's. Tokens and codes
 * issued at one address are refused at every other.
 */
export interface Issuer {
  /** The issuer identifier and base URL, with its last slash. */
  readonly url: string
  /** The FHIR base URL, with its last slash: the audience of access tokens. */
  readonly fhirUrl: string
  /** The path before all of our paths, without its last slash: pages put it before their links. */
  readonly path: string
  /**
   * The base URL of the console and of `/admin`, with its last slash: `url`, unless the operator keeps administrators apart.
   */
  readonly adminUrl: string
  /** The project whose address it is; undefined at the server's own. */
  readonly project: string | undefined
}

export interface Issuers {
  readonly root: Issuer
  /** The address of a project, whether it exists or not; null is the server's own, as in the store. */
  of(project: string | null): Issuer
  /**
   * The FHIR base URLs of a project's resources, with their last slash. Resources below another project's are foreign to
   * it.
   */
  fhirUrlsOf(project: string): readonly string[]
  /** Whether an address is in use: a project's is while the project is active. */
  isServed(issuer: Issuer): Promise<boolean>
}

const KEPT = 10_000

/** `admin`: the base URL for administrators. */
export function createIssuers(
  { baseUrl, admin = baseUrl }: { readonly baseUrl: string; readonly admin?: string | undefined },
  db: Db,
  invalidations: Invalidations,
): Issuers {
  const served = createInvalidatedCache<Issuer>(invalidations, KEPT)
  const root = issuerAt(baseUrl, admin, undefined)
  const of = (project: string | null): Issuer => {
    if (project === null) return root
    const below = `projects/${project}/`
    return issuerAt(`${baseUrl}${below}`, `${admin}${below}`, project)
  }
  return {
    root,
    of,
    fhirUrlsOf: (project) => [root.fhirUrl, of(project).fhirUrl],
    async isServed(issuer) {
      const { project } = issuer
      if (project === undefined || served.get(project) !== undefined) return true
      const heard = invalidations.heard()
      if (!isUuid(project) || (await activeProject.maybeOne(db, project)) === undefined) return false
      served.put(project, issuer, [{ kind: 'project', subject: project }], heard)
      return true
    },
  }
}

function issuerAt(url: string, adminUrl: string, project: string | undefined): Issuer {
  return { url, fhirUrl: `${url}fhir/R4/`, path: new URL(url).pathname.slice(0, -1), adminUrl, project }
}

/** Whether an address may use something that belongs to a project. */
export function isOfIssuer({ project: own }: Issuer, project: string | null | undefined): boolean {
  return own === undefined || own === project
}
