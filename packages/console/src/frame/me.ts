import { createContext, useContext } from 'react'
import type { Me } from '#session'

export const MeContext = createContext<Me | undefined>(undefined)

/** Who is signed in. Views are shown to administrators alone, so there always is somebody. */
export function useMe(): Me {
  const me = useContext(MeContext)
  if (me === undefined) throw new Error('Nobody is signed in.')
  return me
}

/** The paths of the views that the frame offers. The table of views is the frame's: views know of it by this alone. */
export const OfferedContext = createContext<ReadonlySet<string>>(new Set())

/** Whether the person is offered a view, by its path. */
export function useOffers(): (path: string) => boolean {
  const offered = useContext(OfferedContext)
  return (path) => offered.has(path)
}
