import { type Html, html } from '#base/html'
import { qrDrawing } from '#base/qr'
import { type Fault, faultAt } from './form-fields.ts'
import type { Words } from './words.ts'

/** The field for a code: one field, into which a whole code can be pasted. */
export function codeField(
  say: Words,
  {
    label,
    isRecovery = false,
    hint = say(isRecovery ? 'factor.recovery.hint' : 'factor.code.hint'),
    value,
    fault,
  }: {
    readonly label?: Html
    /** It has letters too. */
    readonly isRecovery?: boolean
    readonly hint?: Html
    readonly value?: string | undefined
    readonly fault: Fault | undefined
  },
): Html {
  const isWrong = fault?.field === 'code'
  // Recovery codes have letters, which a keyboard of digits lacks.
  const typing = isRecovery
    ? html`autocomplete="off" autocapitalize="characters"`
    : html`autocomplete="one-time-code" inputmode="numeric"`
  return html`<div class="field">
<label for="code">${label ?? say(isRecovery ? 'factor.recovery.code' : 'factor.code')}</label>
${faultAt('code', fault)}
<input id="code" name="code" type="text"${value === undefined ? undefined : html` value="${value}"`} ${typing} spellcheck="false" dir="ltr" maxlength="100" required
aria-describedby="${isWrong ? 'code-fault' : 'code-hint'}"${isWrong ? html` aria-invalid="true"` : undefined}${
    isWrong || fault === undefined ? html` autofocus` : undefined
  }>
${isWrong ? undefined : html`<p class="hint" id="code-hint">${hint}</p>`}
</div>
`
}

/** The field for a phone number, in any spelling. */
export function numberField(
  say: Words,
  { typed, fault }: { readonly typed: string; readonly fault: Fault | undefined },
): Html {
  const isWrong = fault?.field === 'number'
  return html`<div class="field">
<label for="number">${say('number.label')}</label>
${faultAt('number', fault)}
<input id="number" name="number" type="tel" value="${typed}" autocomplete="tel" inputmode="tel" dir="ltr" maxlength="64" required
aria-describedby="${isWrong ? 'number-fault' : 'number-hint'}"${isWrong ? html` aria-invalid="true"` : undefined}${
    isWrong || fault === undefined ? html` autofocus` : undefined
  }>
${isWrong ? undefined : html`<p class="hint" id="number-hint">${say('number.hint')}</p>`}
</div>
`
}

/** A secret as a QR code, and as a key to type for people who cannot scan it. */
export function qrFigure(say: Words, { secret, uri }: { readonly secret: string; readonly uri: string }): Html {
  const { size, path } = qrDrawing(uri)
  const key = secret.replaceAll(/.{4}(?=.)/g, '$& ')
  return html`<div class="qr"><svg role="img" aria-label="${say.text('enroll.qr')}" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path d="${path}"/></svg></div>
<p class="hint"><a href="${uri}">${say('enroll.open')}</a></p>
<p class="hint">${say('enroll.key')} <code dir="ltr">${key}</code></p>`
}

/** The script of pages that show recovery codes: buttons that copy and print them. */
export const CODES_SCRIPT = 'keep-codes.js'

export function recoveryCodeList(say: Words, codes: readonly string[]): Html {
  return html`<ul class="codes" dir="ltr" aria-label="${say.text('recovery.list')}" data-copy="${say.text('recovery.copy')}" data-copied="${say.text('recovery.copied')}" data-print="${say.text('recovery.print')}">
${codes.map(
  (code) => html`<li><code>${code}</code></li>
`,
)}</ul>`
}
