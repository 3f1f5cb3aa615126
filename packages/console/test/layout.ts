/** What scrolls sideways, and what is too small for a finger (WCAG 2.5.8). */
export const LAYOUT = `(() => {
  const { scrollWidth, clientWidth } = document.documentElement
  const small = [...document.querySelectorAll('button, a.button, input:not([type=hidden])')].filter((element) => {
    const { width, height } = element.getBoundingClientRect()
    return width > 1 && (width < 24 || height < 24) && element.closest('label') === null
  })
  return [
    ...(scrollWidth > clientWidth ? ['scrolls sideways by ' + (scrollWidth - clientWidth) + ' px'] : []),
    ...small.map((element) => 'too small: ' + element.outerHTML.slice(0, 200)),
  ]
})()`
