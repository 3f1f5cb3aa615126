// Lets a person see the password that they type, and says when Caps Lock is on. The page works without it.
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
  }
}
