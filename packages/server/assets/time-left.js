// Says in time that a page is about to close, and when it has. Nothing counts aloud, and the page works without it.
const LEAD_MS = 120_000
const [soon, over] = ['seconds', 'over'].map((name) => document.querySelector(`dialog[data-${name}]`))

if (soon !== null && over !== null) {
  // A machine that slept, or a tab in the background, counts no seconds: the clock is looked at.
  const until = Date.now() + Number(soon.dataset.seconds) * 1000
  let isWarned = false
  const look = () => {
    const left = until - Date.now()
    if (left > LEAD_MS) return
    if (left > 0) {
      if (!isWarned) soon.showModal()
      isWarned = true
      return
    }
    clearInterval(timer)
    document.removeEventListener('visibilitychange', look)
    soon.close()
    over.showModal()
  }
  const timer = setInterval(look, 1000)
  document.addEventListener('visibilitychange', look)
  look()
}
