import {
  canonicalScopes,
  formatScope,
  isResourceScope,
  parseScope,
  type SmartPermission,
  type SmartScope,
} from '@damson/access'
import type { Client } from '#domain/clients'
import type { Consent } from '#domain/consents'
import type { PendingLogin } from '#domain/logins'
import { isWithin, simpleWordsIn } from './scope.ts'

/** What a box lets an app do with a type: people decide about each by itself. */
export type BoxAct = 'read' | 'write' | 'delete'

/** A box of the consent page: a scope, or the part of it that is about one act. */
export interface ConsentBox {
  readonly act: BoxAct
  readonly scope: SmartScope
  /** The scope as text: what the form sends. */
  readonly text: string
  /** The scope of the request that it is a part of. */
  readonly whole: string
}

const LETTERS: readonly (readonly [act: BoxAct, letters: readonly SmartPermission[]])[] = [
  ['read', ['r', 's']],
  ['write', ['c', 'u']],
  ['delete', ['d']],
]

/** The boxes for a scope from `readScope`. Together they are its resource scopes. */
export function boxesOf(scope: string): readonly ConsentBox[] {
  return scope.split(' ').flatMap((word) => {
    const parsed = isResourceScope(word) ? parseScope(word) : undefined
    if (parsed?.ok !== true) return []
    return LETTERS.flatMap(([act, letters]) => {
      const permissions = parsed.value.permissions.filter((letter) => letters.includes(letter))
      const part = { ...parsed.value, permissions }
      return permissions.length === 0 ? [] : [{ act, scope: part, text: formatScope(part), whole: word }]
    })
  })
}

/** The scope with only these of its boxes; the other words stay. */
export function keepingBoxes(scope: string, kept: readonly ConsentBox[]): string {
  const scopes = canonicalScopes(kept.map((box) => box.scope)).map(formatScope)
  return [...simpleWordsIn(scope), ...scopes].join(' ')
}

/** The boxes that were sent as ticked, each by itself or with the rest of its scope. Other texts add nothing. */
export function tickedBoxes(scope: string, ticked: readonly string[]): readonly ConsentBox[] {
  return boxesOf(scope).filter(({ text, whole }) => ticked.includes(text) || ticked.includes(whole))
}

type Asking = Pick<PendingLogin, 'scope' | 'limited'>

/** Whether a scope was allowed before. Undefined without an earlier consent of the kind, because then none counts as new. */
export function wasAllowed(login: Asking, consent: Consent | undefined, scope: string): boolean | undefined {
  return consent === undefined || consent.limited !== login.limited ? undefined : isWithin(consent.scope, scope)
}

/** After a change of the app's name or authentication the user's consent no longer covers it: to them it is another app. */
export function isSameApp({ clientName, clientPublic }: Consent, client: Client): boolean {
  const app = appOf(client)
  return clientName === app.clientName && clientPublic === app.clientPublic
}

export function appOf({ resource, authMethod }: Client): Pick<Consent, 'clientName' | 'clientPublic'> {
  return { clientName: resource.name ?? '', clientPublic: authMethod === 'none' }
}

/**
 * Whether a box is ticked at first: as it was answered before; else reading, and the writes that an administrator says the
 * app needs (`requiredScope`).
 */
export function isTickedAtFirst(box: ConsentBox, login: Asking, consent: Consent | undefined, client: Client): boolean {
  const answered = consent !== undefined && isSameApp(consent, client) ? consent : undefined
  if (wasAllowed(login, answered, box.text) === true) return true
  if (answered !== undefined && isWithin(answered.declined, box.text)) return false
  return box.act === 'read' || isWithin((client.resource.requiredScope ?? []).join(' '), box.text)
}

/** What an earlier consent allows of a scope, or undefined where something was neither allowed nor declined. */
export function allowedOf({ scope: allowed, declined }: Consent, scope: string): string | undefined {
  const boxes = boxesOf(scope)
  const kept = boxes.filter(({ text }) => isWithin(allowed, text))
  const isAnswered = boxes.every((box) => kept.includes(box) || isWithin(declined, box.text))
  if (!isAnswered || !simpleWordsIn(scope).every((word) => isWithin(allowed, word))) return undefined
  return kept.length === boxes.length ? scope : keepingBoxes(scope, kept)
}

/** What was declined by now: these boxes, and what was declined before, without what is allowed. */
export function declinedBy(boxes: readonly ConsentBox[], earlier: string, allowed: string): string {
  const all = [...boxes, ...boxesOf(earlier)].filter(({ text }) => !isWithin(allowed, text))
  return canonicalScopes(all.map(({ scope }) => scope))
    .map(formatScope)
    .join(' ')
}
