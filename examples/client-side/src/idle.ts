const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const

/** Calls back after this much time without input; sleep of the machine counts as idle. Returns a function that stops it. */
export function whenIdle(ms: number, call: () => void): () => void {
  let last = Date.now()
  const touched = (): void => {
    // Waking a sleeping machine must not extend the sign-in.
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
