const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const

/** Calls when nobody has touched the page for so long; a machine that slept counts as left alone. Returns how to stop. */
export function whenIdle(ms: number, call: () => void): () => void {
  let last = Date.now()
  const touched = (): void => {
    // Whoever wakes a sleeping machine must not keep it open by that.
    if (Date.now() - last < ms) last = Date.now()
  }
  for (const sign of SIGNS) addEventListener(sign, touched, { passive: true })
  const timer = setInterval(() => {
    if (Date.now() - last >= ms) call()
  }, 1_000)
  return () => {
    clearInterval(timer)
    for (const sign of SIGNS) removeEventListener(sign, touched)
  }
}
