// Lets a person copy and print their recovery codes. Without scripts they write them down.
for (const list of document.querySelectorAll('.codes[data-copy]')) {
  const { copy, copied, print } = list.dataset
  const row = document.createElement('p')
  row.className = 'keep'
  const said = document.createElement('p')
  said.className = 'hint'
  said.setAttribute('role', 'status')

  function offer(text, act) {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'quiet'
    button.textContent = text
    button.addEventListener('click', act)
    row.append(button)
  }

  // A page without TLS has no clipboard.
  if (navigator.clipboard !== undefined)
    offer(copy, async () => {
      const codes = [...list.querySelectorAll('code')].map((code) => code.textContent)
      try {
        await navigator.clipboard.writeText(`${codes.join('\n')}\n`)
        said.textContent = copied
      } catch {
        // The browser or the person does not allow it: the codes are chosen, to be copied by hand.
        getSelection().selectAllChildren(list)
      }
    })
  offer(print, () => window.print())
  list.after(row, said)
}
