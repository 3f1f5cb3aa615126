import { useMay } from '#frame'
import { actsAsOthers } from './details.ts'
import type { KnownBot } from './known.ts'

/** Whether the API takes changes of a Bot from the person: of one that acts as others, from owners alone. */
export function useMayChange(bot: KnownBot): boolean {
  const may = useMay()
  return may('manage_bots') && (!actsAsOthers(bot) || may('let_bots_act'))
}
