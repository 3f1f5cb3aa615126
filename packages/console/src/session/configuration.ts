/** What the server writes into the page: where it is, and how the console signs people in. */
export interface Configuration {
  /** The issuer and base of the API, with a slash at its end: `https://id.example.org/`. */
  readonly baseUrl: string
  /** The base of the console and of `/admin`: the same, unless the operator keeps administrators apart. */
  readonly adminUrl: string
  /** The path below which the console's views are: `/console/` or `/projects/:id/console/`. */
  readonly basePath: string
  /** The built-in client as which the console signs people in. */
  readonly clientId: string
  /** The language that the browser prefers, of those that the console speaks. */
  readonly language: string
  /** The project whose console this is; null on the server's own, where people choose. */
  readonly projectId: string | null
  /** Where this server, in development, shows its e-mails instead of sending them. */
  readonly inboxUrl?: string
}

/** Reads the element that the server rendered. Throws when this page was not served by Damson. */
function readConfiguration(page: Document): Configuration {
  const text = page.getElementById('damson-console')?.textContent
  if (text === undefined || text === null)
    throw new Error('The page lacks its configuration: open /console/ of Damson.')
  return JSON.parse(text) as Configuration
}

export const configuration = readConfiguration(document)

/** Where the console of a project is, whether this page is the server's own or a project's. */
export function consoleOf(project: string): string {
  const { adminUrl, projectId } = configuration
  const root = projectId === null ? adminUrl : new URL('../../', adminUrl).href
  return `${root}projects/${project}/console/`
}
