/** Whether a text is a web origin as browsers send it (RFC 6454 §6.2): scheme, host and port, nothing else. */
export function isOrigin(text: string): boolean {
  // A wildcard is a host name to the parser, and to browsers one that no page has: it would be registered in vain.
  if (!URL.canParse(text) || text.includes('*')) return false
  const url = new URL(text)
  if (url.protocol === 'https:') return url.origin === text
  return url.protocol === 'http:' && url.origin === text && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
}
