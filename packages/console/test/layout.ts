/** What scrolls sideways, what runs out of its frame, and what is too small for a finger (WCAG 2.5.8). */
export const LAYOUT = `(() => {
  const { scrollWidth, clientWidth } = document.documentElement
  const small = [...document.querySelectorAll('button, a.button, input:not([type=hidden])')].filter((element) => {
    const { width, height } = element.getBoundingClientRect()
    return width > 1 && (width < 24 || height < 24) && element.closest('label') === null
  })
  const cut = [...document.querySelectorAll('.rows, pre')].filter((frame) => frame.scrollWidth > frame.clientWidth + 1)
  return [
    ...cut.map((frame) => 'cut off: ' + frame.outerHTML.slice(0, 200)),
    ...(scrollWidth > clientWidth ? ['scrolls sideways by ' + (scrollWidth - clientWidth) + ' px'] : []),
    ...small.map((element) => 'too small: ' + element.outerHTML.slice(0, 200)),
  ]
})()`
