/** `npm run legacy`: the reception's web app, a process of its own. */
import { parseArgs } from 'node:util'
import { startLegacyApp } from './app.ts'

const HELP = `The reception's web app. It knows nothing of OAuth.

  npm run legacy -- [--port NUMBER] [--patients-url URL]

  --port          where it listens, on 127.0.0.1 (8200)
  --patients-url  where it finds the patients (http://127.0.0.1:8201/)

Exit codes: 0 stopped, 1 fault, 2 wrong usage.`

function readWords(): { help?: boolean; port: string; 'patients-url': string } | undefined {
  try {
    const options = {
      help: { type: 'boolean', short: 'h' },
      port: { type: 'string', default: '8200' },
      'patients-url': { type: 'string', default: 'http://127.0.0.1:8201/' },
    } as const
    const { values } = parseArgs({ options })
    return URL.canParse(values['patients-url']) && /^\d{1,5}$/.test(values.port) ? values : undefined
  } catch {
    // What parseArgs says, the help says better.
    return undefined
  }
}

const words = readWords()
if (words === undefined || words.help === true) {
  console.log(HELP)
  process.exit(words === undefined ? 2 : 0)
}
const server = await startLegacyApp(Number(words.port), words['patients-url']).catch((error: Error) => {
  console.error(`Cannot listen on port ${words.port}: ${error.message}. Choose another --port.`)
  process.exit(1)
})
const address = server.address()
console.log(`Reception: http://127.0.0.1:${typeof address === 'object' ? address?.port : words.port}/`)
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(0))
