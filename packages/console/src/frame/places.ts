import type { Me } from '#session'
import { VIEWS } from '../views/index.ts'
import { isOffered } from './actions.ts'
import type { FrameKey } from './texts.ts'
import type { Group } from './view.ts'

export interface Place {
  readonly path: string
  readonly group: Group
  readonly title: FrameKey
}

/** The views that a person is offered in the rail and the palette. */
export function placesFor(me: Me): readonly Place[] {
  return VIEWS.flatMap(({ path, place, action }) => {
    if (place === undefined) return []
    const { group, roles = [] } = place
    const isForThem =
      action === undefined ? me.role === 'owner' || roles.some((role) => role === me.role) : isOffered(me, action)
    return isForThem ? [{ path, group, title: place.title }] : []
  })
}
