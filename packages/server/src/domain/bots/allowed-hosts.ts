import { accepted, type Bot, refused } from '@damson/fhir'
import { type Gate, invalid } from '#domain/resources'

const HTTPS_PORT = '443'

/** Whether a Bot may call this URL: its `allowedHost` has the very host, and the port unless that is 443. */
export function mayCall({ allowedHost = [] }: Pick<Bot, 'allowedHost'>, url: URL): boolean {
  const [host, port] = [url.hostname, url.port === '' ? HTTPS_PORT : url.port]
  return allowedHost.some((text) => text === `${host}:${port}` || (port === HTTPS_PORT && text === host))
}

/** Refuses hosts that no URL would ever match: they would look like a right, and give none. */
export const allowedHostGate: Gate = async (_tx, { after }) => {
  const { allowedHost = [] } = (after ?? {}) as Partial<Bot>
  const at = allowedHost.findIndex((text) => !isHost(text))
  if (at < 0) return accepted([])
  const text =
    'An allowed host is a name in small letters, with a port if it is not 443, such as api.example.com: no scheme, path or asterisk.'
  return refused(invalid('malformed_host', text, `Bot.allowedHost[${at}]`))
}

function isHost(text: string): boolean {
  const url = `https://${text}/`
  if (!/^[a-z0-9.:[\]-]+$/.test(text) || !URL.canParse(url)) return false
  const { hostname, port } = new URL(url)
  return text === hostname || text === `${hostname}:${port}`
}
