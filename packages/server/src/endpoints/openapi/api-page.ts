import type { FastifyReply, FastifyRequest } from 'fastify'
import { html } from '#pages'

const SCRIPT = 'openapi.js'
const SHEETS = ['page.css', 'openapi.css']

/**
 * The page to read and to try the API. It is for developers, and in English like the descriptions. Its script shows
 * `openapi.json` and sends what is tried to this address alone, without cookies; a token that is typed stays in it.
 */
export function sendApiPage({ issuer }: FastifyRequest, reply: FastifyReply): FastifyReply {
  const asset = (name: string): string => `${issuer.path}/assets/${name}`
  // By file name, because the same origin also serves uploaded files.
  const script = new URL(asset(SCRIPT), issuer.url).href
  return reply
    .headers({
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Content-Security-Policy':
        `default-src 'none'; style-src 'self'; img-src 'self'; script-src ${script}; connect-src ${issuer.url}; ` +
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
      'Content-Language': 'en',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
    })
    .type('text/html; charset=utf-8')
    .send(
      html`<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>API · ${new URL(issuer.url).host}</title>
${SHEETS.map(
  (name) => html`<link rel="stylesheet" href="${asset(name)}">
`,
)}<link rel="icon" href="${asset('mark.svg')}" type="image/svg+xml">
<script src="${asset(SCRIPT)}" defer></script>
</head>
<body class="api">
<header>
<div class="brand"><img src="${asset('mark.svg')}" alt="" width="36" height="36">
<p><strong>API</strong><bdi>${new URL(issuer.url).host}</bdi></p></div>
<p class="hint">The same for programs: <a href="${issuer.path}/openapi.json">openapi.json</a>, in OpenAPI 3.1.</p>
</header>
<main id="api" data-file="${issuer.path}/openapi.json" data-base="${issuer.url}">
<h1>The API</h1>
<noscript><p class="lead">This page needs JavaScript. The file above has everything that it shows.</p></noscript>
</main>
</body>
</html>
`.toString(),
    )
}
