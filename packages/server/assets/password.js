// Lets a person see the password that they type, says when Caps Lock is on, and how long a new password is. The page works
// without it.
{
  const EYE = ['M2 12s3.600-7 10-7 10 7 10 7-3.600 7-10 7-10-7-10-7Z', 'M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z']
  const STROKE = 'M4 4l16 16'

  function picture() {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
    for (const [name, value] of Object.entries({
      viewBox: '0 0 24 24',
      width: '24',
      height: '24',
      'aria-hidden': 'true',
    }))
      svg.setAttribute(name, value)
    for (const [at, line] of [...EYE, STROKE].entries()) {
      const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
      path.setAttribute('d', line)
      if (at === EYE.length) path.setAttribute('class', 'stroke')
      svg.append(path)
    }
    return svg
  }

  /** How long a new password is, as the server counts: in code points, composed. Said aloud only when typing pauses. */
  function countOf(input) {
    const { count, least } = input.dataset
    const digits = new Intl.NumberFormat(document.documentElement.lang)
    const shown = document.createElement('p')
    shown.className = 'hint'
    shown.setAttribute('aria-hidden', 'true')
    const said = document.createElement('p')
    said.className = 'unseen'
    said.setAttribute('role', 'status')
    input.parentElement.after(shown, said)
    let pause
    input.addEventListener('input', () => {
      const length = [...input.value.normalize('NFC')].length
      shown.textContent = length === 0 ? '' : count.replace('#', digits.format(length))
      shown.classList.toggle('enough', length >= Number(least))
      clearTimeout(pause)
      pause = setTimeout(() => (said.textContent = shown.textContent), 1000)
    })
  }

  for (const input of document.querySelectorAll('input[type="password"][data-show]')) {
    const { show, caps } = input.dataset
    const toggle = document.createElement('button')
    toggle.type = 'button'
    toggle.className = 'reveal'
    toggle.setAttribute('aria-label', show)
    toggle.setAttribute('aria-controls', input.id)
    toggle.title = show
    toggle.append(picture())
    const reveal = (isShown) => {
      input.type = isShown ? 'text' : 'password'
      toggle.setAttribute('aria-pressed', String(isShown))
    }
    reveal(false)
    toggle.addEventListener('click', () => reveal(input.type === 'password'))
    // Browsers keep what text fields held; a password is none when it is sent.
    input.form?.addEventListener('submit', () => reveal(false))
    input.after(toggle)

    const hint = document.createElement('p')
    hint.className = 'hint'
    hint.setAttribute('role', 'status')
    input.parentElement.after(hint)
    const watch = (event) => {
      const isOn = event.getModifierState?.('CapsLock') === true
      if ((hint.textContent !== '') !== isOn) hint.textContent = isOn ? caps : ''
    }
    for (const name of ['keydown', 'keyup']) input.addEventListener(name, watch)
    input.addEventListener('blur', () => (hint.textContent = ''))
    if (input.dataset.count !== undefined) countOf(input)
  }
}
