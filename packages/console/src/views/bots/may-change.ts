import { useRead } from '#api'
import { useMay } from '#frame'
import { actsAsOthers } from './details.ts'
import { botPath, type KnownBot } from './known.ts'
import { needsOwner, type Parameters } from './parameters.ts'

export const sourcePath = ({ id }: KnownBot): string => `${botPath(id)}/$source`

/**
 * Why the API takes no change of a Bot from the person: its role, that the Bot acts as others, or that it acts for people,
 * which owners alone change. `unknown` until the server has said so; undefined where they may change it.
 */
export type Held = 'role' | 'others' | 'acting' | 'unknown'

export function useHeld(bot: KnownBot): Held | undefined {
  const may = useMay()
  const mayManage = may('manage_bots')
  const { data, isLoading } = useRead<Parameters>(mayManage ? sourcePath(bot) : undefined)
  if (!mayManage) return 'role'
  if (actsAsOthers(bot) && !may('let_bots_act')) return 'others'
  if (isLoading) return 'unknown'
  return data !== undefined && needsOwner(data.body) ? 'acting' : undefined
}
