import { useEffect, useRef } from 'react'

/** Tells whether the view is still shown: what comes after it has gone must be said elsewhere. */
export function useHere(): () => boolean {
  const isHere = useRef(true)
  useEffect(() => {
    isHere.current = true
    return () => {
      isHere.current = false
    }
  }, [])
  return () => isHere.current
}
