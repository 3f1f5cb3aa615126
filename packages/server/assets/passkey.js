// Makes and uses passkeys, with the library of webauthn.js. Other ways to sign in work without it.
{
  const { browserSupportsWebAuthn, browserSupportsWebAuthnAutofill, startAuthentication, startRegistration } =
    globalThis.SimpleWebAuthnBrowser
  /** A challenge is good for five minutes. Its page may be open for longer. */
  const FRESH_MS = 240_000
  const told = globalThis.PublicKeyCredential

  for (const place of document.querySelectorAll('[data-passkey]')) {
    const ask = JSON.parse(place.dataset.passkey)
    tell(ask)
    const button = place.querySelector('button')
    if (button !== null && browserSupportsWebAuthn()) {
      button.hidden = false
      const status = document.createElement('p')
      status.className = 'hint'
      status.setAttribute('role', 'status')
      button.after(status)
      if (ask.does === 'make') make(place, button, ask)
      else use(place, button, ask)
    }
  }

  /** Uses a passkey: by the button, and where the page says so also from the suggestions for the address. */
  function use(place, button, { options, renew, suggests, failed }) {
    let [current, since, isModal] = [options, Date.now(), false]
    const fresh = async () => {
      if (Date.now() - since < FRESH_MS) return current
      const answer = await fetch(renew, { method: 'POST' })
      const { challenge } = await answer.json()
      current = { ...current, challenge }
      since = Date.now()
      return current
    }
    const suggest = async () => {
      if (!suggests || isModal || !(await browserSupportsWebAuthnAutofill())) return
      try {
        send(place, await startAuthentication({ optionsJSON: await fresh(), useBrowserAutofill: true }))
      } catch {
        // Another request took its place, or the browser suggests none.
      }
    }
    button.addEventListener('click', async () => {
      isModal = true
      say(place, '')
      try {
        send(place, await startAuthentication({ optionsJSON: await fresh() }))
      } catch {
        isModal = false
        say(place, failed)
        void suggest()
      }
    })
    const again = () => {
      if (Date.now() - since >= FRESH_MS && document.visibilityState === 'visible') void suggest()
    }
    setInterval(again, FRESH_MS / 8)
    document.addEventListener('visibilitychange', again)
    void suggest()
    void mark(place)
  }

  /** Makes a passkey. A page that was open for long is shown again first, so that none is made in vain. */
  function make(place, button, { options, failed, known }) {
    const since = Date.now()
    button.addEventListener('click', async () => {
      if (Date.now() - since >= FRESH_MS) return location.reload()
      say(place, '')
      try {
        send(place, await startRegistration({ optionsJSON: options }))
      } catch (error) {
        say(place, error.name === 'InvalidStateError' ? known : failed)
      }
    })
  }

  /** Tells the browser which passkeys still count, and how their person is called. */
  function tell({ signal, unknown }) {
    if (signal !== undefined) {
      const { name, ...accepted } = signal
      const { rpId, userId } = accepted
      void told?.signalAllAcceptedCredentials?.(accepted).catch(() => undefined)
      void told?.signalCurrentUserDetails?.({ rpId, userId, name, displayName: name }).catch(() => undefined)
    }
    if (unknown !== undefined) void told?.signalUnknownCredential?.(unknown).catch(() => undefined)
  }

  /** Says with the password that this device could have a passkey, so that one is offered. */
  async function mark(place) {
    const can = await told?.isUserVerifyingPlatformAuthenticatorAvailable?.().catch(() => false)
    if (can) place.closest('form').append(hidden('can', 'passkey'))
  }

  /** Sends the answer with what the page's form holds, and with nothing that was typed. */
  function send(place, answer) {
    const form = place.closest('form')
    const sent = document.createElement('form')
    sent.method = 'post'
    sent.action = form.getAttribute('action')
    for (const { name, value } of form.querySelectorAll('input[type="hidden"]'))
      if (name !== 'step') sent.append(hidden(name, value))
    sent.append(hidden('passkey', JSON.stringify(answer)))
    document.body.append(sent)
    sent.submit()
  }

  function hidden(name, value) {
    const input = document.createElement('input')
    input.type = 'hidden'
    input.name = name
    input.value = value
    return input
  }

  function say(place, text) {
    place.querySelector('[role="status"]').textContent = text
  }
}
