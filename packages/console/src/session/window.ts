/** A sign-in in a window of its own: that window tells its answer to the tab which waits for it. */

const CHANNEL = 'damson-console'
/** In the storage of that window alone: its name is lost where the browser takes it for a new one (COOP). */
const MARK = 'damson-console-sign-in'

/** Whether an address is the answer to a sign-in (RFC 6749 §4.1.2). */
export function hasAnswer(url: string): boolean {
  const { searchParams } = new URL(url)
  return searchParams.has('state') && (searchParams.has('code') || searchParams.has('error'))
}

/** In the window that another tab opened: tells it the answer, and closes. Windows of other origins hear nothing. */
export function tellOpener(url: string): boolean {
  if (sessionStorage.getItem(MARK) === null) return false
  const channel = new BroadcastChannel(CHANNEL)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel reaches its own origin alone
  channel.postMessage(url)
  channel.close()
  history.replaceState(null, '', location.pathname)
  window.close()
  return true
}

/** Opens the window at once, while the browser still knows that a click asked for it. */
export function openWindow(): Window | null {
  const other = openApart('_blank', 'popup,width=480,height=720')
  other?.sessionStorage.setItem(MARK, 'yes')
  return other
}

/**
 * The answer of a sign-in in that window; undefined when the person gave up here. Whether the window was closed is not
 * asked: after a visit to an identity provider with a policy of its own for openers, browsers say so of an open one.
 */
export function answerOf(other: Window | null, url: string, signal: AbortSignal): Promise<string | undefined> {
  if (other === null) return Promise.resolve(undefined)
  const state = new URL(url).searchParams.get('state')
  return new Promise((resolve) => {
    const channel = new BroadcastChannel(CHANNEL)
    const finish = (answer: string | undefined): void => {
      channel.close()
      resolve(answer)
    }
    signal.addEventListener('abort', () => {
      other.close()
      finish(undefined)
    })
    channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string' && new URL(data).searchParams.get('state') === state) finish(data)
    })
    other.location.href = url
  })
}

/**
 * Opens an empty window that cannot reach this one, wherever it goes on to: an identity provider could else send the console
 * to a page of its own. Null when the browser opens none.
 */
export function openApart(name: string, features = ''): Window | null {
  const other = window.open('about:blank', name, features)
  if (other !== null) other.opener = null
  return other
}
