import { type Html, html } from '#base/html'
import { hasAddress, type Language, momentIn, type Part, partsOf, textIn } from '#base/language'
import type { MailMessage } from '#base/mail'
import type { MailBrand } from './brand.ts'
import { ownTextOf } from './own-texts.ts'
import type { Item, Template } from './templates.ts'

/** The values of an e-mail: names, times, codes, and addresses of pages. */
export type MailValues = Readonly<Record<string, string>>

/** A paragraph in parts, or a link with the words of its button. */
type Paragraph = readonly Part[] | { readonly address: string; readonly label: string }

/** An e-mail in plain text and as markup. Both say the same. */
export function renderMail(
  to: string,
  { name, template }: { readonly name: string; readonly template: Template },
  given: MailValues,
  language: Language,
  brand: MailBrand,
): MailMessage {
  const values: MailValues = { host: brand.host, project: brand.name, ...given }
  const own = template.placeholders === undefined ? undefined : ownTextOf(brand.texts, name, language)
  const isPlain = (parts: readonly Part[]): boolean => !hasAddress(plain(language, parts, unlinked(values, brand)))
  const lead =
    own?.text?.every(isPlain) === true ? own.text : template.lead.flatMap((key) => paragraphsOf(language, key, values))
  const paragraphs = [...lead, ...template.rest.flatMap((item) => paragraphsOf(language, item, values))]
  const subject =
    own?.subject !== undefined && isPlain(own.subject)
      ? plain(language, own.subject, values)
      : textIn(language, template.subject, values)
  return {
    to,
    subject,
    text: plainOf(paragraphs, values, language, brand),
    html: documentOf(subject, paragraphs, values, language, brand).toString(),
    ...(brand.senderName !== undefined && { fromName: brand.senderName }),
  }
}

/** The server's own host and a proven domain may stand in a project's sentences, each as a word that joins to no address. */
function unlinked(values: MailValues, { host }: MailBrand): MailValues {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      name === 'host' || name === 'domain' || value === host ? name : value,
    ]),
  )
}

/** An address stands on a line of its own, after what it is for. The end says who sends it, as the head of the markup does. */
function plainOf(
  paragraphs: readonly Paragraph[],
  values: MailValues,
  language: Language,
  { name, host }: MailBrand,
): string {
  const texts: string[] = []
  for (const one of paragraphs) {
    if (!('address' in one)) texts.push(plain(language, one, values))
    else texts.push(texts.at(-1)?.endsWith(':') === true ? one.address : `${one.label}:\n${one.address}`)
  }
  if (name !== host) texts.push(`${name}\n${host}`)
  return `${texts.join('\n\n')}\n`
}

/** Nothing, if a value is missing. */
function paragraphsOf(language: Language, item: Item, values: MailValues): readonly Paragraph[] {
  if (typeof item !== 'string' && 'value' in item) return [[{ parameter: item.value }]]
  if (typeof item !== 'string') {
    const address = values[item.link]
    return address === undefined ? [] : [{ address, label: textIn(language, item.label as 'mail.button.stop', {}) }]
  }
  const parts = partsOf(language, item, undefined)
  return parts.every((part) => typeof part === 'string' || values[part.parameter] !== undefined) ? [parts] : []
}

/** In a text of the other direction, Unicode isolates keep the values together. */
function plain({ direction }: Language, parts: readonly Part[], values: MailValues): string {
  const [before, after] = direction === 'rtl' ? ['\u2068', '\u2069'] : ['', '']
  return parts
    .map((part) => (typeof part === 'string' ? part : `${before}${values[part.parameter] ?? ''}${after}`))
    .join('')
}

const FONT = "-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"

/** Mail programs know no style sheets, so each element has its own style; they load nothing from elsewhere. */
function documentOf(
  subject: string,
  paragraphs: readonly Paragraph[],
  values: MailValues,
  language: Language,
  { name, host, colors, logoOf }: MailBrand,
): Html {
  const { tag, direction } = language
  const logo = html`<img src="cid:logo" alt="" width="36" height="36" style="vertical-align:middle;border-radius:8px;margin-inline-end:10px">`
  const isNamed = name !== host
  const first = paragraphs.find((one) => 'address' in one)
  return html`<!doctype html>
<html lang="${tag}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>${subject}</title>
</head>
<body style="margin:0;padding:24px 12px;background:#f6f3f8;color:#221330;font:16px/1.5 ${FONT}">
<div dir="${direction}" style="max-width:560px;margin:0 auto;text-align:start">
<p style="margin:0 0 16px;padding:0 4px">${logoOf === undefined ? undefined : logo}<strong><bdi>${name}</bdi></strong>${
    isNamed ? html` <span style="color:#5f5468"><bdi>${host}</bdi></span>` : undefined
  }</p>
<div style="background:#ffffff;border:1px solid #e4dceb;border-radius:12px;padding:24px">
${paragraphs.map((one) =>
  'address' in one
    ? linkOf(one, colors, one === first)
    : html`<p style="margin:0 0 16px">${inline(one, values)}</p>
`,
)}</div>
</div>
</body>
</html>
`
}

/** One button stands out: what the e-mail is for. Addresses stand below, so that people see where they lead. */
function linkOf(
  { address, label }: { readonly address: string; readonly label: string },
  { accent, ink }: MailBrand['colors'],
  isMain: boolean,
): Html {
  const look = isMain ? `background:${accent};color:${ink}` : `color:${accent}`
  const style = `display:inline-block;border:1px solid ${accent};${look};padding:9px 17px;border-radius:8px;text-decoration:none;font-weight:600`
  return html`<p style="margin:0 0 6px"><a href="${address}" style="${style}">${label}</a></p>
<p style="margin:0 0 16px;font-size:13px;color:#5f5468;word-break:break-all"><bdi dir="ltr">${address}</bdi></p>
`
}

function inline(parts: readonly Part[], values: MailValues): readonly Html[] {
  return parts.map((part) => {
    if (typeof part === 'string') return html`${part}`
    const value = values[part.parameter] ?? ''
    if (part.parameter === 'code')
      return html`<strong style="font-size:22px;letter-spacing:2px;white-space:nowrap"><bdi dir="ltr">${value}</bdi></strong>`
    return html`<bdi>${value}</bdi>`
  })
}

/** The same with values that stand for those of a person, and with links that lead to no person's page. */
export function sampleValues({ sample }: Template, language: Language, url: string, now: Date): MailValues {
  const until = momentIn(language, new Date(now.getTime() + 7 * 86_400_000))
  return Object.fromEntries(
    Object.entries(sample).map(([name, value]) => {
      if (name === 'until' || name === 'at') return [name, value === '' ? until : asAddress(value, url)]
      return [name, asAddress(value, url)]
    }),
  )
}

const asAddress = (value: string, url: string): string => (value.startsWith('/') ? `${url}${value.slice(1)}` : value)
