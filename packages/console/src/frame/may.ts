import { type ActionName, isOffered } from './actions.ts'
import { useMe } from './me.ts'

/**
 * Whether the person is offered an action. The API decides whether they may do it; what it is known to refuse is not offered.
 */
export function useMay(): (action: ActionName) => boolean {
  const me = useMe()
  return (action) => isOffered(me, action)
}
