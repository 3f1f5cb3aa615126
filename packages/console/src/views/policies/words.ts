import { useFormat, useTexts } from '#language'
import { all, type Parts, text, texts } from './parts-of.ts'
import { policyTexts } from './texts.ts'

/** Codes of the server for which there is a text; for any other its own sentence is shown, in English. */
export const WHY = [
  'no_policy',
  'type_forbidden',
  'interaction_forbidden',
  'scope_forbidden',
  'outside_criteria',
  'out_of_sight',
  'written_by_server',
  'policy_missing',
  'policy_unreadable',
  'policies_too_large',
  'device_wildcard',
  'inactive_membership',
  'inactive_user',
  'inactive_client',
] as const

const COMPARED = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'overlaps'] as const
const VALUED = ['id', 'value', 'compartment', 'exact', 'starts', 'contains'] as const
const PLAIN = ['everything', 'nothing', 'present', 'unlisted'] as const

/** Says a narrowing in the language of the moment, from the codes of the server. */
export function useSay(): (narrowing: Parts) => string {
  const t = useTexts(policyTexts)
  const format = useFormat()
  const say = (phrase: Parts): string => {
    const code = text(phrase, 'code') ?? ''
    const param = text(phrase, 'parameter') ?? ''
    const of = all(phrase, 'of')
    if (code === 'all_of' || code === 'any_of') {
      const parts = of.map((one) => (all(one, 'of').length > 1 ? `(${say(one)})` : say(one)))
      return parts.join(t(code === 'all_of' ? 'phrase.and' : 'phrase.or'))
    }
    if (code === 'not') return t('phrase.not', { of: of.map(say).join('') })
    if (code === 'more') return t('phrase.more', { count: Number(text(phrase, 'count')) })
    const valued = VALUED.find((one) => one === code)
    if (valued !== undefined) {
      const values = texts(phrase, 'value').map((value) => `“${value}”`)
      return t(`phrase.${valued}`, { param, values: values.join(t('phrase.orValue')) })
    }
    const plain = PLAIN.find((one) => one === code)
    if (plain !== undefined) return t(`phrase.${plain}`, { param })
    const compared = COMPARED.find((one) => one === text(phrase, 'comparison'))
    if (compared === undefined) return text(phrase, 'text') ?? code
    const bounds = [text(phrase, 'from') ?? '', text(phrase, 'to') ?? ''].map((bound) =>
      code === 'date' && /^\d{4}-/.test(bound) ? format.time(bound) : bound,
    )
    const range = [...new Set(bounds), ...texts(phrase, 'unit')].join(' – ')
    return t(`compared.${compared}`, { param, range })
  }
  return say
}
