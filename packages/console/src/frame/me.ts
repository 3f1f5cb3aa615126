import { createContext, useContext } from 'react'
import type { Me } from '#session'

export const MeContext = createContext<Me | undefined>(undefined)

/** Who is signed in. Views are shown to administrators alone, so there always is somebody. */
export function useMe(): Me {
  const me = useContext(MeContext)
  if (me === undefined) throw new Error('Nobody is signed in.')
  return me
}
