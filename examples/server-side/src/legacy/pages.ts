import { createHash } from 'node:crypto'

/** Text that may stand in a page. */
class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** A piece of a page; whatever is put into it is escaped, other pieces excepted. */
export function html(strings: TemplateStringsArray, ...values: readonly (string | Html | readonly Html[])[]): Html {
  const shown = (value: string | Html | readonly Html[]): string =>
    value instanceof Html
      ? value.text
      : typeof value === 'string'
        ? value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
        : value.map(({ text }) => text).join('')
  return new Html(strings.reduce((text, next, index) => text + shown(values[index - 1] ?? '') + next))
}

export interface PatientRow {
  readonly id: string
  readonly name: string
  readonly born: string
  readonly sex: string
  readonly number: string
  readonly phone: string
  readonly address: string
}

const STYLE = `
  :root { color-scheme: light dark; --paper: #f4f1ea; --ink: #24211c; --line: #cfc8ba; --band: #2f5d62; --row: #fbfaf7 }
  @media (prefers-color-scheme: dark) { :root { --paper: #1d1c1a; --ink: #e9e5dc; --line: #45413a; --band: #24484c; --row: #262421 } }
  * { box-sizing: border-box }
  body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 Tahoma, Verdana, sans-serif }
  header { background: var(--band); color: #fff; padding: .7rem 1.2rem; display: flex; gap: 1rem; align-items: baseline; flex-wrap: wrap }
  header a { color: inherit; text-decoration: none; font-weight: bold; font-size: 1.15rem }
  main { padding: 1.2rem; max-width: 62rem; margin: 0 auto }
  h1 { font-size: 1.3rem; margin: 0 0 .8rem }
  form { display: flex; gap: .5rem; margin-bottom: 1rem; flex-wrap: wrap; align-items: center }
  input, button { font: inherit; padding: .35rem .6rem; border: 1px solid var(--line); border-radius: 2px; background: var(--row); color: inherit }
  button { background: var(--band); color: #fff; border-color: var(--band); cursor: pointer }
  :focus-visible { outline: 3px solid #d08b2c; outline-offset: 1px }
  .wide { overflow-x: auto }
  table { width: 100%; border-collapse: collapse; background: var(--row); border: 1px solid var(--line) }
  th, td { text-align: left; padding: .45rem .7rem; border-bottom: 1px solid var(--line); white-space: nowrap }
  th { font-size: .85rem } td.figures { font-variant-numeric: tabular-nums }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: .4rem 1.4rem; background: var(--row); border: 1px solid var(--line); padding: 1rem; margin: 0 }
  dt { font-weight: bold } dd { margin: 0 }
  a { color: inherit } nav { margin-top: 1rem }
  .trouble { border-left: 4px solid #b3402a; background: var(--row); padding: .8rem 1rem; margin: 0 }`

/** Pages run no scripts, load nothing, and cannot be framed. */
export const POLICY = `default-src 'none'; img-src data:; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`

function page(title: string, main: Html): string {
  const { text } = html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><link rel="icon" href="data:,"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – Hillside Reception</title><style>${new Html(STYLE)}</style></head>
<body><header><a href="/">Hillside Reception</a><span>since 2009</span></header><main>${main}</main></body>
</html>`
  return text
}

export function listPage(name: string, rows: readonly PatientRow[], next: string | undefined): string {
  const line = ({ id, name, born, sex, number, phone }: PatientRow): Html =>
    html`<tr><td class="figures">${number}</td><td><a href="/patients/${id}">${name}</a></td><td class="figures">${born}</td><td>${sex}</td><td class="figures">${phone}</td></tr>`
  const table = html`<div class="wide" tabindex="0" role="region" aria-label="Patients"><table>
<thead><tr><th scope="col">Number</th><th scope="col">Name</th><th scope="col">Born</th><th scope="col">Sex</th><th scope="col">Telephone</th></tr></thead>
<tbody>${rows.map(line)}</tbody></table></div>`
  return page(
    'Patients',
    html`<h1>Patients</h1>
<form role="search"><label for="name">Name begins with</label><input id="name" name="name" value="${name}" autocomplete="off"><button>Search</button></form>
${rows.length === 0 ? html`<p>Nobody of this name.</p>` : table}
${next === undefined ? '' : html`<nav><a href="/?page=${encodeURIComponent(next)}">Next page</a></nav>`}`,
  )
}

export function cardPage({ name, number, born, sex, phone, address }: PatientRow): string {
  return page(
    name,
    html`<h1>${name}</h1><dl><dt>Number</dt><dd>${number}</dd><dt>Born</dt><dd>${born}</dd><dt>Sex</dt><dd>${sex}</dd>
<dt>Telephone</dt><dd>${phone}</dd><dt>Address</dt><dd>${address}</dd></dl><nav><a href="/">All patients</a></nav>`,
  )
}

export function troublePage(sentence: string): string {
  return page(
    'Not now',
    html`<h1>Not now</h1><p class="trouble" role="alert">${sentence}</p><nav><a href="/">Try again</a></nav>`,
  )
}
