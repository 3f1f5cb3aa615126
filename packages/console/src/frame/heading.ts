/**
 * Keeps the focus at the heading of the view that is shown, for those who go on by keyboard or hear the page: what the view
 * shows may come late, with a heading of its own. Ends once a form has the focus, or the person goes on. Returns how to stop.
 */
export function followHeading(main: HTMLElement): () => void {
  const over = new AbortController()
  const observer = new MutationObserver(() => follow())
  const follow = (): void => {
    const heading = main.querySelector<HTMLElement>('h1')
    if (heading !== document.activeElement) heading?.focus({ preventScroll: true })
  }
  const goOn = ({ target }: Event): void => {
    if (!(target instanceof HTMLHeadingElement)) over.abort()
  }
  over.signal.addEventListener('abort', () => observer.disconnect())
  if (document.activeElement?.matches('main form *') === true) return () => undefined
  document.addEventListener('focusin', goOn, { signal: over.signal })
  document.addEventListener('pointerdown', goOn, { signal: over.signal })
  observer.observe(main, { childList: true, subtree: true })
  follow()
  return () => over.abort()
}
