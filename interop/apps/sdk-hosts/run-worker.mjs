import { Miniflare } from 'miniflare'

const { ISSUER, CLIENT_ID, CLIENT_SECRET, SCRIPT } = process.env
const bindings = { ISSUER, CLIENT_ID, CLIENT_SECRET }
const miniflare = new Miniflare({ modules: true, scriptPath: SCRIPT, compatibilityDate: '2026-06-01', bindings })
try {
  const answer = await miniflare.dispatchFetch('http://localhost/')
  console.log(await answer.text())
} finally {
  await miniflare.dispose()
}
