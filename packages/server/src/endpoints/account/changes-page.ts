import type { Difference, Topic } from '#domain/approvals'
import type { TimeLeft } from '#domain/signin'
import { type Brand, type Html, html, type Page, TIME_FORM, TIME_SCRIPT, timeNotice, type Words } from '#pages'

const DOES = ['create', 'update', 'delete', 'secret', 'redirect', 'move'] as const
const TYPES = [
  'AccessPolicy',
  'Bot',
  'ClientApplication',
  'DomainConfiguration',
  'Project',
  'ProjectIdentityProvider',
  'ProjectMembership',
  'User',
] as const
const TOPICS: readonly Topic[] = ['rights', 'proof', 'keys', 'addresses', 'other']
const DONE = ['approved', 'refused', 'gone'] as const

/** A change in the list. */
export interface ListedChange {
  readonly id: string
  /** The name of the program that asked. */
  readonly by: string
  readonly project: string
  readonly does: (typeof DOES)[number]
  readonly type: string
  /** The name of what is changed, if it has one. */
  readonly subject: string | undefined
  readonly askedAt: Date
  readonly until: Date
}

/** The same with everything that it would do. */
export interface ShownChange extends ListedChange {
  readonly differences: readonly Difference[]
  /** The request, and a line for each member where its body says more than the difference. */
  readonly sent: { readonly line: string; readonly members: readonly (readonly [path: string, value: string])[] }
  /** The names behind references. */
  readonly names: ReadonlyMap<string, string>
  /** What it would change has changed since. */
  readonly isStale: boolean
}

interface ChangesView {
  readonly changes: readonly ListedChange[]
  readonly shown: ShownChange | undefined
  readonly form: string
  readonly done: string | undefined
  /** Why a change that was approved could not be made, as the API says it. */
  readonly failed: string | undefined
  readonly left: TimeLeft
}

export const CHANGES_PATH = '/account/changes'

/** The page on which administrators decide about the changes that machines ask for. */
export function changesPage(say: Words, brand: Brand, view: ChangesView): Page {
  const { shown, form, left } = view
  return {
    title: say.text(shown === undefined ? 'account.changes' : 'account.changes.question'),
    brand,
    isSignedIn: true,
    address: shown === undefined ? CHANGES_PATH : addressOf(shown),
    scripts: [TIME_SCRIPT],
    card: html`${shown === undefined ? listOf(say, view) : questionOf(say, form, shown)}
<form id="${TIME_FORM}" method="post" action="${CHANGES_PATH}"><input type="hidden" name="form" value="${form}"></form>
${timeNotice(say, left, CHANGES_PATH)}
<p class="more"><a href="${shown === undefined ? '/account' : CHANGES_PATH}">${say(
      shown === undefined ? 'account.back' : 'account.changes.back',
    )}</a></p>`,
  }
}

const addressOf = ({ id }: Pick<ListedChange, 'id'>): string => `${CHANGES_PATH}?change=${id}`

function listOf(say: Words, { changes, done, failed }: ChangesView): Html {
  const known = DONE.find((one) => one === done)
  return html`<h1>${say('account.changes')}</h1>
<p class="lead">${say('account.changes.lead')}</p>
${known === undefined ? undefined : html`<p class="told" role="status">${say(`account.changes.done.${known}`)}</p>`}
${failed === undefined ? undefined : html`<p class="told" role="alert">${failed === '' ? say('account.changes.machine_gone') : say('account.changes.failed', { why: failed })}</p>`}
${
  changes.length === 0
    ? html`<p class="hint">${say('account.changes.none')}</p>`
    : html`<ul class="grants own">
${changes.map((change) => item(say, change))}</ul>`
}`
}

function item(say: Words, change: ListedChange): Html {
  return html`<li><strong>${whatOf(say, change)}</strong>
${about(say, change)}
<span><a href="${addressOf(change)}">${say('account.changes.open')}</a></span></li>
`
}

function questionOf(say: Words, form: string, shown: ShownChange): Html {
  const { id, differences, sent, isStale, does } = shown
  const button = (what: string, words: Html, look: string): Html =>
    html`<button class="${look}" name="do" value="${what}">${words}</button>`
  return html`<h1>${say('account.changes.question')}</h1>
<ul class="grants own">
<li><strong>${whatOf(say, shown)}</strong>
${about(say, shown)}</li>
</ul>
${does === 'secret' ? html`<p class="hint">${say('account.changes.secret')}</p>` : undefined}
${TOPICS.flatMap((topic) => topicSection(say, shown, topic, differences) ?? [])}
<section aria-labelledby="sent">
<h2 id="sent">${say('account.changes.sent')}</h2>
<ul class="grants own">
<li><code dir="ltr">${sent.line}</code></li>
${sent.members.map(
  ([path, value]) => html`<li><code dir="ltr">${path}</code> <span dir="auto">${value}</span></li>
`,
)}</ul>
</section>
${isStale ? html`<p class="told" role="status">${say('account.changes.stale')}</p>` : undefined}
<form method="post" action="${CHANGES_PATH}"><input type="hidden" name="form" value="${form}">
<input type="hidden" name="change" value="${id}">
${isStale ? undefined : button('approve', say('account.changes.approve'), '')}
${button('refuse', say('account.changes.refuse'), 'quiet')}</form>`
}

function whatOf(say: Words, { does, type, subject }: ListedChange): Html {
  const known = TYPES.find((one) => one === type)
  const named = known === undefined ? type : say.text(`account.changes.type.${known}`)
  const what = say(`account.changes.does.${does}`, { type: named })
  return subject === undefined ? what : html`${what}: <bdi>${subject}</bdi>`
}

function about(say: Words, { by, project, askedAt, until }: ListedChange): Html {
  return html`<span>${say('account.changes.by', { name: by, project })}</span>
<span>${say('account.changes.asked', { at: say.moment(askedAt), until: say.moment(until) })}</span>`
}

function topicSection(say: Words, shown: ShownChange, topic: Topic, all: readonly Difference[]): Html | undefined {
  const differences = all.filter((one) => one.topic === topic)
  if (differences.length === 0) return undefined
  return html`<section aria-labelledby="about-${topic}">
<h2 id="about-${topic}">${say(`account.changes.topic.${topic}`)}</h2>
<ul class="grants own">
${differences.map(
  ({ path, before, after }) => html`<li><code dir="ltr">${path}</code>
<span>${say('account.changes.now', { value: valueOf(say, shown, before) })}</span>
<span>${say('account.changes.then', { value: valueOf(say, shown, after) })}</span></li>
`,
)}</ul>
</section>`
}

/** A value as people read it: texts without quotation marks, and references with their names. */
function valueOf(say: Words, { names }: ShownChange, json: string | undefined): Html {
  if (json === undefined) return html`<em>${say('account.changes.nothing')}</em>`
  const value = JSON.parse(json) as unknown
  if (typeof value !== 'string' || value === '' || isJson(value)) return html`<bdi>${json}</bdi>`
  const name = names.get(value)
  return name === undefined ? html`<bdi>${value}</bdi>` : html`<bdi>${name}</bdi> (<bdi>${value}</bdi>)`
}

/** A text that would look like another value. */
const isJson = (text: string): boolean => /^(?:true|false|null|-?\d.*|\[\]|\{\})$/.test(text)
