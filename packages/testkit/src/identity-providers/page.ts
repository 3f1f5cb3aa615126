import escapeHtml from 'escape-html'
import type { Person } from './identity-provider.ts'

/**
 * The provider's sign-in page, with a button for each person. It says that it is a test, so that nobody takes it for
 * the real one.
 */
export function signInPage(name: string, client: string, people: readonly Person[]): string {
  const choices = people.map(({ key, label, subject, claims }) => {
    const known = [claims['email'] ?? claims['phone_number'], subject].map((text) => escapeHtml(String(text)))
    return `<li><button name="person" value="${escapeHtml(key)}">${escapeHtml(label)}</button> <span>${known.join('<br>')}</span></li>`
  })
  return page(
    `Sign in with ${name}`,
    `<p>This is <strong>a test identity provider</strong>. It plays ${escapeHtml(name)}, on this machine, and asks for no password.</p>
<p><code>${escapeHtml(client)}</code> asks who you are:</p>
<form method="post">
<ul>${choices.join('\n')}</ul>
<p><button name="person" value="refuse">Refuse</button></p>
</form>`,
  )
}

export function errorPage(name: string, text: string): string {
  return page(`${name} refuses`, `<p>This is <strong>a test identity provider</strong>.</p><p>${escapeHtml(text)}</p>`)
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)} – a test identity provider</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 36rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff; border-top: .5rem solid #8a5a00 }
button { font: inherit; padding: .4rem .8rem; min-width: 16rem; text-align: start; cursor: pointer }
ul { list-style: none; padding: 0 }
li { margin: .5rem 0; display: flex; flex-wrap: wrap; gap: 0 .75rem; align-items: center }
span { overflow-wrap: anywhere }
</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`
}
