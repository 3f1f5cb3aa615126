import type { Me } from '#session'
import { VIEWS } from '../views/index.ts'
import { isOffered } from './actions.ts'
import type { FrameKey } from './texts.ts'
import type { Group, View } from './view.ts'

export interface Place {
  readonly path: string
  readonly group: Group
  readonly title: FrameKey
}

/** The views that a person is offered in the rail and the palette. */
export function placesFor(me: Me): readonly Place[] {
  return VIEWS.flatMap((view) => {
    const { path, place } = view
    return place !== undefined && isForThem(me, view) ? [{ path, group: place.group, title: place.title }] : []
  })
}

/** Whether a person is offered the view at a path, such as `people/123`. */
export function offersTo(me: Me): (path: string) => boolean {
  return (path) => {
    const view = viewAt(path)
    return view !== undefined && isForThem(me, view)
  }
}

/** By its action, else by its place; what has neither goes with its list. */
function isForThem(me: Me, { path, place, action }: View): boolean {
  if (action !== undefined) return isOffered(me, action)
  if (place !== undefined) return me.role === 'owner' || (place.roles ?? []).some((role) => role === me.role)
  const list = VIEWS.find((one) => one.path === path.split('/')[0])
  return list?.place !== undefined && isForThem(me, list)
}

/** One whose own words the path has goes before one that takes any. */
function viewAt(path: string): View | undefined {
  const asked = path.replace(/\/$/, '').split('/')
  const fitting = VIEWS.filter((view) => {
    const own = view.path.split('/')
    return own.length === asked.length && own.every((word, at) => word.startsWith('$') || word === asked[at])
  })
  return fitting.find((view) => !view.path.includes('$')) ?? fitting[0]
}
