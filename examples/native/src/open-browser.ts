import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** How each system opens an address in the person's browser; `BROWSER` names another program. */
function opener(url: string): readonly [program: string, words: readonly string[]] {
  const { BROWSER = '' } = process.env
  if (BROWSER !== '') return [BROWSER, [url]]
  switch (process.platform) {
    case 'darwin':
      return ['open', [url]]
    case 'win32':
      return ['rundll32', ['url.dll,FileProtocolHandler', url]]
    default:
      return ['xdg-open', [url]]
  }
}

/**
 * Opens the system's browser: not a window of the app, which could read what is typed (RFC 8252 §8.12), and not through
 * a shell. Whether that worked.
 */
export async function openBrowser(url: string): Promise<boolean> {
  const [program, words] = opener(url)
  const child = spawn(program, words, { stdio: 'ignore', detached: true })
  try {
    await once(child, 'spawn')
  } catch {
    // There is no such program: the person is told the address instead.
    return false
  }
  child.unref()
  return true
}
