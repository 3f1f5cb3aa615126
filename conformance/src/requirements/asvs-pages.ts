/**
 * OWASP ASVS 5.0, about pages: a request that uses a person's cookies must come from that person's visit, and from no
 * script.
 */
import assert from 'node:assert/strict'
import { createBrowser } from '../browser.ts'
import { isRefused } from '../expect.ts'
import { ask, requestOf } from '../flow.ts'
import { call } from '../http.ts'
import { type Requirement, rowsOf } from '../requirement.ts'

const { mustHere } = rowsOf('OWASP ASVS 5.0', 'asvs')

export const pageRows: readonly Requirement[] = [
  mustHere(
    '3.4.2',
    'cors-pages',
    'No script can read a page, whatever its origin and however the address is written.',
    'not part of OAuth',
    async (at) => {
      const url = at.url(`oauth2/authorize?${requestOf(await at.client('app')).parameters.toString()}`)
      const headers = { Origin: new URL(url).origin, Accept: 'text/html' }
      for (const one of [url, url.replace('/authorize', '/%61uthorize'), at.url('oauth2/logout')]) {
        const page = await call(one, { headers })
        assert.match(page.headers.get('content-type') ?? '', /text\/html/)
        assert.equal(page.headers.get('access-control-allow-origin'), null)
        assert.equal(page.headers.get('access-control-allow-credentials'), null)
      }
    },
  ),
  mustHere(
    '3.5.8',
    'pages-for-visits',
    'A script that asks for a page with cookies is refused.',
    'not part of OAuth',
    async (at) => {
      const [browser, client] = [createBrowser(), await at.client('app')]
      await at.signIn(browser, await ask(at, requestOf(client), browser))
      const { parameters } = requestOf(client, { prompt: 'none' })
      const headers = { 'Sec-Fetch-Site': 'same-site', 'Sec-Fetch-Mode': 'no-cors' }
      isRefused(await browser.open(at.url(`oauth2/authorize?${parameters.toString()}`), { headers }))
    },
  ),
]
