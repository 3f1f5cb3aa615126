// Times are written in UTC, for those without scripts: here they are in the zone of whoever reads them.
for (const time of document.querySelectorAll('time[datetime]')) {
  const zoned = new Intl.DateTimeFormat(time.dataset.locale, { dateStyle: 'long', timeStyle: 'short' })
  time.textContent = zoned.format(new Date(time.dateTime))
}

// Says in time that a page is about to close, and when it has. Nothing counts aloud, and the page works without it.
{
  const LEAD_MS = 120_000
  const [soon, over] = ['seconds', 'over'].map((name) => document.querySelector(`dialog[data-${name}]`))

  if (soon !== null && over !== null) {
    // A machine that slept, or a tab in the background, counts no seconds: the clock is looked at.
    const until = Date.now() + Number(soon.dataset.seconds) * 1000
    let isWarned = false
    // Says nothing until it matters, but confirms that more time was granted.
    const open = document.getElementById('open')
    open.hidden = location.hash !== '#time'
    // Whoever takes more time goes on at the field that they were at.
    const warn = () => {
      const at = document.activeElement?.closest('form')?.id === 'step' ? document.activeElement.id : ''
      const more = soon.querySelector('[name=stay]')
      if (at !== '' && more !== null)
        more.setAttribute('formaction', more.getAttribute('formaction').replace('#time', `#${at}`))
      const notice = document.getElementById('time')
      notice.textContent = notice.dataset.soon
      open.hidden = false
      soon.showModal()
    }
    const look = () => {
      const left = until - Date.now()
      if (left > LEAD_MS) return
      if (left > 0) {
        if (!isWarned) warn()
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
    // Not before the browser has gone to the part of the page that its address names: that would take the focus from a dialog.
    addEventListener('load', look)
  }
}
