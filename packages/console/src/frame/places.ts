import type { Me } from '#session'
import { VIEWS } from '../views/index.ts'
import type { FrameKey } from './texts.ts'
import type { Group } from './view.ts'

export interface Place {
  readonly path: string
  readonly group: Group
  readonly title: FrameKey
}

/** The views that a person is offered in the rail and the palette. */
export function placesFor(me: Me): readonly Place[] {
  return VIEWS.flatMap(({ path, place }) => {
    if (place === undefined) return []
    const { group, roles = [] } = place
    const isOffered =
      group === 'operator' ? me.isOperator : me.role === 'owner' || roles.some((role) => role === me.role)
    return isOffered ? [{ path, group, title: place.title }] : []
  })
}
