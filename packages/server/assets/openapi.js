// Shows openapi.json, and sends requests that a developer tries. A token that is typed stays in this page, and goes to this
// server alone; cookies are never sent.
{
  const place = document.getElementById('api')
  const { base } = place.dataset
  const LONGEST = 200_000
  const SHOWN_HEADERS = ['content-type', 'etag', 'location', 'content-location', 'retry-after', 'ratelimit', 'trace-id']
  const METHODS = ['get', 'post', 'put', 'patch', 'delete']
  const FORM = 'application/x-www-form-urlencoded'
  let api

  /** An element. Children are elements or texts: no text becomes markup. */
  function el(name, properties = {}, ...children) {
    const made = document.createElement(name)
    for (const [property, value] of Object.entries(properties)) {
      if (property in made) made[property] = value
      else made.setAttribute(property, value)
    }
    made.append(...children.flat().filter((child) => child !== undefined))
    return made
  }

  /** Paragraphs, `code` and **strong** words. */
  function prose(text) {
    return text.split(/\n\n+/).map((paragraph) =>
      el(
        'p',
        {},
        paragraph.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part) => {
          if (part.startsWith('`')) return el('code', {}, part.slice(1, -1))
          return part.startsWith('**') ? el('strong', {}, part.slice(2, -2)) : part
        }),
      ),
    )
  }

  const resolve = (one) =>
    one?.$ref === undefined
      ? one
      : one.$ref
          .split('/')
          .slice(1)
          .reduce((at, part) => at[part], api)
  const written = (value) => el('pre', { tabIndex: 0 }, JSON.stringify(value, undefined, 2))

  function operationsOf(tag) {
    return Object.entries(api.paths).flatMap(([path, methods]) =>
      METHODS.filter((method) => methods[method]?.tags.includes(tag)).map((method) => ({
        method,
        path,
        ...methods[method],
      })),
    )
  }

  const isPage = ({ responses }) => Object.keys(responses[200]?.content ?? {}).includes('text/html')

  /** One operation. What is inside is made when it is opened: there are some hundreds. */
  function operationItem(operation) {
    const { method, path, summary, operationId } = operation
    const item = el(
      'details',
      { id: operationId, className: 'operation' },
      el(
        'summary',
        {},
        el('span', { className: `method ${method}` }, method.toUpperCase()),
        el('code', {}, path),
        el('span', { className: 'hint' }, summary),
      ),
    )
    item.dataset.words = `${method} ${path} ${summary} ${operation.tags.join(' ')}`.toLowerCase()
    item.addEventListener('toggle', () => {
      if (!item.open) return
      if (item.children.length === 1) item.append(...contentOf(operation))
      history.replaceState(null, '', `#${operationId}`)
    })
    return item
  }

  function contentOf(operation) {
    return [
      ...prose(operation.description ?? ''),
      el('p', { className: 'hint' }, needs(operation)),
      isPage(operation) ? el('p', { className: 'hint' }, 'A page for the browser: open it there.') : tryForm(operation),
      el('h3', {}, 'Answers'),
      el('dl', {}, Object.entries(operation.responses).flatMap(answerItem)),
    ]
  }

  function needs({ security }) {
    const names = security.flatMap((one) => Object.keys(one))
    if (names.length === 0) return 'Needs no token.'
    const described = names.map((name) => api.components.securitySchemes[name].description)
    return `Needs: ${described.join(' Or: ')}`
  }

  function answerItem([status, one]) {
    const { description, content = {} } = resolve(one)
    const types = Object.entries(content)
    return [
      el('dt', {}, status),
      el(
        'dd',
        {},
        description,
        types.map(([type, { schema, example }]) =>
          el(
            'details',
            {},
            el('summary', {}, type),
            schema === undefined ? undefined : written(resolve(schema)),
            example === undefined ? undefined : written(example),
          ),
        ),
      ),
    ]
  }

  /** A field with its label. */
  function field(id, { name, description, required = false, schema = {}, value = '' }) {
    const { enum: options } = schema
    const input =
      options === undefined
        ? el('input', { id, name, required, value, type: 'text', autocomplete: 'off', spellcheck: false })
        : el(
            'select',
            { id, name, required },
            required ? undefined : el('option', { value: '' }, '—'),
            options.map((one) => el('option', { value: one }, one)),
          )
    const hint = description === undefined ? undefined : el('p', { className: 'hint', id: `${id}-hint` }, description)
    if (hint !== undefined) input.setAttribute('aria-describedby', hint.id)
    return el(
      'div',
      { className: 'field' },
      el('label', { htmlFor: id }, name, required ? ' (required)' : ''),
      input,
      hint,
    )
  }

  function tryForm(operation) {
    const { operationId, method, path, parameters, requestBody } = operation
    const [type, media] = Object.entries(requestBody?.content ?? {})[0] ?? []
    const ofForm = type === FORM ? resolve(media.schema) : undefined
    const button = el('button', { type: 'submit' }, `Send ${method.toUpperCase()} ${path}`)
    const result = el('div', { role: 'status' })
    const form = el(
      'form',
      { className: 'try' },
      parameters.map((one) => field(`${operationId}-${one.in}-${one.name}`, { ...one, name: one.name })),
      Object.entries(ofForm?.properties ?? {}).map(([name, schema]) =>
        field(`${operationId}-form-${name}`, {
          name,
          description: schema.description,
          required: ofForm.required?.includes(name),
          schema,
          value: media.example?.[name],
        }),
      ),
      type === undefined || ofForm !== undefined ? undefined : bodyField(operationId, type, media),
      button,
      result,
    )
    form.addEventListener('submit', async (event) => {
      event.preventDefault()
      button.disabled = true
      result.replaceChildren(el('p', { className: 'hint' }, 'Sending …'))
      result.replaceChildren(...(await send(operation, form, { type, isForm: ofForm !== undefined })))
      button.disabled = false
    })
    return form
  }

  function bodyField(operationId, type, { schema, example }) {
    const id = `${operationId}-body`
    const usual = example ?? resolve(schema)?.examples?.[0] ?? (resolve(schema)?.type === 'array' ? [] : {})
    const isJson = type.endsWith('json')
    return el(
      'div',
      { className: 'field' },
      el('label', { htmlFor: id }, `Body, ${type}`),
      el('textarea', { id, rows: 8, spellcheck: false }, isJson ? JSON.stringify(usual, undefined, 2) : ''),
      el('details', {}, el('summary', {}, 'What it may have'), written(resolve(schema))),
    )
  }

  /** Sends what was typed, and shows what came back. */
  async function send({ operationId, method, path, parameters }, form, { type, isForm }) {
    const valueOf = (from, name) => form.querySelector(`[id="${operationId}-${from}-${name}"]`)?.value ?? ''
    const headers = new Headers()
    const token = document.getElementById('token').value.trim()
    if (token !== '') headers.set('Authorization', `Bearer ${token}`)
    const query = new URLSearchParams()
    let at = path
    for (const one of parameters) {
      const value = valueOf(one.in, one.name)
      if (one.in === 'path') at = at.replace(`{${one.name}}`, encodeURIComponent(value))
      else if (value !== '' && one.in === 'query') query.append(one.name, value)
      else if (value !== '') headers.set(one.name, value)
    }
    const url = new URL(at.slice(1), base)
    url.search = query.toString()
    const body = bodyOf(operationId, form, isForm)
    if (body !== undefined) headers.set('Content-Type', type === '*/*' ? 'text/plain' : type)
    const options = {
      method: method.toUpperCase(),
      headers,
      credentials: 'omit',
      redirect: 'manual',
      cache: 'no-store',
    }
    try {
      return await answered(await fetch(url, body === undefined ? options : { ...options, body }), url)
    } catch {
      return [el('p', { className: 'note', role: 'alert' }, 'No answer: the server cannot be reached from this page.')]
    }
  }

  function bodyOf(operationId, form, isForm) {
    if (!isForm) return form.querySelector(`[id="${operationId}-body"]`)?.value
    const sent = new URLSearchParams()
    for (const one of form.querySelectorAll(`[id^="${operationId}-form-"][name]`))
      if (one.value !== '') sent.append(one.name, one.value)
    return sent.toString()
  }

  async function answered(answer, url) {
    if (answer.type === 'opaqueredirect')
      return [el('p', {}, `The server sends the browser on: open ${url.href} in a new window.`)]
    const text = await answer.text()
    const shown = SHOWN_HEADERS.filter((name) => answer.headers.has(name))
    return [
      el('p', { className: answer.ok ? 'good' : 'fault' }, el('strong', {}, `${answer.status} ${answer.statusText}`)),
      el(
        'dl',
        {},
        shown.flatMap((name) => [el('dt', {}, name), el('dd', {}, answer.headers.get(name))]),
      ),
      text === '' ? undefined : el('pre', { tabIndex: 0 }, pretty(text).slice(0, LONGEST)),
    ].filter((one) => one !== undefined)
  }

  function pretty(text) {
    try {
      return JSON.stringify(JSON.parse(text), undefined, 2)
    } catch {
      // It is no JSON.
      return text
    }
  }

  function groupSection({ name, description }) {
    const operations = operationsOf(name)
    return el(
      'section',
      { 'aria-label': name },
      el('h2', {}, name),
      ...prose(description),
      operations.map(operationItem),
    )
  }

  function schemasSection() {
    return el(
      'section',
      { 'aria-label': 'Schemas' },
      el('h2', {}, 'Schemas'),
      Object.entries(api.components.schemas).map(([name, schema]) =>
        el(
          'details',
          { id: `schema-${name}`, className: 'operation' },
          el('summary', {}, el('code', {}, name)),
          written(schema),
        ),
      ),
    )
  }

  function controls(sections) {
    const found = el('p', { className: 'hint', role: 'status' })
    const search = el('input', { id: 'find', type: 'search', autocomplete: 'off' })
    search.addEventListener('input', () => {
      const words = search.value.toLowerCase().split(/\s+/)
      let count = 0
      for (const section of sections) {
        const items = [...section.querySelectorAll('.operation[data-words]')]
        for (const item of items) item.hidden = !words.every((word) => item.dataset.words.includes(word))
        const left = items.filter((item) => !item.hidden).length
        count += left
        section.hidden = left === 0
      }
      found.textContent = search.value === '' ? '' : `${count} found`
    })
    const token = el('input', { id: 'token', type: 'password', autocomplete: 'off', spellcheck: false })
    token.setAttribute('aria-describedby', 'token-hint')
    return el(
      'div',
      { className: 'controls' },
      el('div', { className: 'field' }, el('label', { htmlFor: 'find' }, 'Find an operation'), search, found),
      el(
        'div',
        { className: 'field' },
        el('label', { htmlFor: 'token' }, 'Access token'),
        token,
        el(
          'p',
          { className: 'hint', id: 'token-hint' },
          'Sent with what you try. It is kept in this page alone, and gone when you leave it. What you send is real: use a test project.',
        ),
      ),
    )
  }

  function openAsked() {
    const asked = document.getElementById(decodeURIComponent(location.hash.slice(1)))
    if (asked?.tagName !== 'DETAILS') return
    asked.open = true
    asked.scrollIntoView()
  }

  async function show() {
    try {
      const answer = await fetch(place.dataset.file, { credentials: 'omit' })
      if (!answer.ok) throw new Error(String(answer.status))
      api = await answer.json()
    } catch {
      place.append(
        el('p', { className: 'note', role: 'alert' }, 'The description could not be loaded: load the page again.'),
      )
      return
    }
    const sections = api.tags.map(groupSection)
    place.append(...prose(api.info.description), controls(sections), ...sections, schemasSection())
    openAsked()
    globalThis.addEventListener('hashchange', openAsked)
  }

  void show()
}
