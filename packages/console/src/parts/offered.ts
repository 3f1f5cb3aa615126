import { createContext, useContext } from 'react'

/**
 * Whether the person is offered the view at a path. The table of views is the frame's: links and views know of it by this
 * alone.
 */
export const OfferedContext = createContext<(path: string) => boolean>(() => true)

export const useOffers = (): ((path: string) => boolean) => useContext(OfferedContext)
