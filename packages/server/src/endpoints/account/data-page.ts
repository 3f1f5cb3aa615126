import type { TimeLeft } from '#domain/signin'
import { type Brand, type Html, html, type Page, strong, TIME_FORM, TIME_SCRIPT, timeNotice, type Words } from '#pages'

export interface DataPage {
  /** The sealed content of each form. */
  readonly form: string
  /** When the account is deleted, if its owner asked for it. */
  readonly due: Date | undefined
  /** The projects that keep a record. */
  readonly holders: readonly string[]
  /** The projects that nobody else administers. */
  readonly keepers: readonly string[]
  readonly left: TimeLeft
}

const PATH = '/account/data'

/** The page on which people download what their account holds, and have it deleted. */
export function dataPage(say: Words, brand: Brand, page: DataPage): Page {
  const { form, due, keepers, left } = page
  const act = (what: string, words: Html, look: string): Html =>
    html`<form method="post" action="${PATH}"><input type="hidden" name="form" value="${form}">
<button class="${look}" name="do" value="${what}">${words}</button></form>`
  return {
    title: say.text('account.data'),
    brand,
    isSignedIn: true,
    address: PATH,
    scripts: [TIME_SCRIPT],
    card: html`<h1>${say('account.data')}</h1>
<section aria-labelledby="export">
<h2 id="export">${say('account.data.export')}</h2>
<p class="hint">${say('account.data.export.lead')}</p>
${act('export', say('account.data.export.button'), 'quiet')}
</section>
<section aria-labelledby="delete">
<h2 id="delete">${say('account.data.delete')}</h2>
${deletion(say, page)}
${due !== undefined ? act('keep', say('account.data.keep'), '') : keepers.length > 0 ? undefined : act('delete', say('account.data.delete.button'), 'quiet')}
</section>
<form id="${TIME_FORM}" method="post" action="${PATH}"><input type="hidden" name="form" value="${form}"></form>
${timeNotice(say, left, PATH)}
<p class="more"><a href="/account">${say('account.back')}</a></p>`,
  }
}

function deletion(say: Words, { due, holders, keepers }: DataPage): Html {
  if (due !== undefined)
    return html`<p class="told" role="status">${say('account.data.due', { at: say.date(due) })}</p>`
  if (keepers.length > 0)
    return html`<p class="hint">${say('account.data.sole', { projects: strong(say.list(keepers, 'and')) })}</p>`
  return html`<p class="hint">${say('account.data.delete.lead')}</p>
${
  holders.length === 0
    ? undefined
    : html`<p class="hint">${say('account.data.kept', { projects: strong(say.list(holders, 'and')) })}</p>`
}`
}
