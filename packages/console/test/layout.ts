/**
 * What scrolls sideways, what runs out of its frame, words that a frame cuts at a side or an arrow covers, names and addresses
 * that run the wrong way, and what is too small for a finger (WCAG 2.5.8).
 */
export const LAYOUT = `(() => {
  const { scrollWidth, clientWidth } = document.documentElement
  const small = [...document.querySelectorAll('button, a.button, input:not([type=hidden])')].filter((element) => {
    const { width, height } = element.getBoundingClientRect()
    return width > 1 && (width < 24 || height < 24) && element.closest('label') === null
  })
  const cut = [...document.querySelectorAll('.rows, pre')].filter((frame) => frame.scrollWidth > frame.clientWidth + 1)
  // What is shortened on purpose shows so by an ellipsis; an editor scrolls to what is typed.
  const frames = [...document.querySelectorAll('main *')].filter((element) => {
    const { overflowX, textOverflow } = getComputedStyle(element)
    return overflowX !== 'visible' && textOverflow !== 'ellipsis' && element.closest('.editor') === null
  })
  // What is read out alone is not seen.
  const unseen = frames.filter((frame) => frame.clientWidth <= 1)
  const halved = frames.filter((frame) => !unseen.includes(frame)).flatMap((frame) => {
    const { left, right } = frame.getBoundingClientRect()
    const walk = document.createTreeWalker(frame, NodeFilter.SHOW_TEXT)
    const found = []
    const range = document.createRange()
    while (walk.nextNode()) {
      if (walk.currentNode.data.trim() === '' || unseen.some((one) => one.contains(walk.currentNode))) continue
      range.selectNodeContents(walk.currentNode)
      const box = range.getBoundingClientRect()
      if (box.width > 1 && (box.left < left - 1 || box.right > right + 1)) found.push(walk.currentNode.data)
    }
    return found
  })
  const covered = [...document.querySelectorAll('.combo')].filter((combo) => {
    const [field, arrow] = ['input', 'button'].map((name) => combo.querySelector(name).getBoundingClientRect())
    const padding = arrow.left < field.left + field.width / 2 ? 'paddingLeft' : 'paddingRight'
    return parseFloat(getComputedStyle(combo.querySelector('input'))[padding]) < arrow.width
  })
  // The first sign of a line in Latin letters stands left of the last, whichever way the page runs.
  const turned = [...document.querySelectorAll('main :is(h1, dd, td, code, .mono, .select)')].flatMap((element) => {
    const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
    const range = document.createRange()
    const found = []
    while (walk.nextNode()) {
      const { data } = walk.currentNode
      if (!/[a-z]/i.test(data) || !/^[\\x20-\\x7e]+$/.test(data) || walk.currentNode.parentElement.closest('.editor') !== null) continue
      const of = (at) => {
        range.setStart(walk.currentNode, at)
        range.setEnd(walk.currentNode, at + 1)
        return range.getBoundingClientRect()
      }
      const [first, last] = [of(data.search(/\\S/)), of(data.trimEnd().length - 1)]
      if (first.top === last.top && first.left > last.left) found.push(data)
    }
    return found
  })
  return [
    ...covered.map((combo) => 'covered by its arrow: ' + combo.querySelector('input').value),
    ...turned.map((text) => 'runs the wrong way: ' + text),
    ...halved.map((text) => 'words cut off: ' + text),
    ...cut.map((frame) => 'cut off: ' + frame.outerHTML.slice(0, 200)),
    ...(scrollWidth > clientWidth ? ['scrolls sideways by ' + (scrollWidth - clientWidth) + ' px'] : []),
    ...small.map((element) => 'too small: ' + element.outerHTML.slice(0, 200)),
  ]
})()`
