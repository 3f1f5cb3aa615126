import { error, type Finding, warning } from './finding.ts'

/** Values that programs send by mistake for an unset value. */
const UNSET = ['undefined', 'null', 'NaN', '[object Object]', '[object Promise]']
const LOOKED_AT = new Set([
  'client_id',
  'client_secret',
  'redirect_uri',
  'scope',
  'state',
  'code',
  'code_verifier',
  'code_challenge',
  'refresh_token',
  'aud',
  'grant_type',
])

/** Values left by a programming mistake: the text undefined, an unfilled template. */
export function brokenValues(pairs: readonly (readonly [name: string, value: string])[]): readonly Finding[] {
  return pairs
    .filter(([name]) => LOOKED_AT.has(name))
    .flatMap(([name, value]) => {
      // A state belongs to the app: nothing is refused because of it.
      const say = name === 'state' ? warning : error
      const unset = UNSET.find((text) => text === value)
      if (unset !== undefined)
        return [say(`${name} is the text ${unset}: the app never set it.`, `Set ${name} before it is sent.`)]
      return /^(\$\{.*\}|\{\{.*\}\}|<.*>|%[A-Z_]+%)$/.test(value)
        ? [say(`${name} is a template whose value was never filled in.`, `Replace the template with the value.`)]
        : []
    })
}
