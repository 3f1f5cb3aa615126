// Says in time that a page is about to close. Nothing counts aloud, and the page works without it.
const LEAD_MS = 120_000
const dialog = document.querySelector('dialog[data-seconds]')

if (dialog !== null) {
  // A machine that slept, or a tab in the background, counts no seconds: the clock is looked at.
  const until = Date.now() + Number(dialog.dataset.seconds) * 1000
  const look = () => {
    const left = until - Date.now()
    if (left > LEAD_MS) return
    clearInterval(timer)
    document.removeEventListener('visibilitychange', look)
    // What is late is told by the answer to whatever is sent.
    if (left > 0) dialog.showModal()
  }
  const timer = setInterval(look, 1000)
  document.addEventListener('visibilitychange', look)
  look()
}
