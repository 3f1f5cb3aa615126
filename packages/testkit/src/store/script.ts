import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** A separate Node process for one test. */
export interface Script {
  readonly pid: number
  /** The next line that it prints; undefined if it has ended. */
  line(): Promise<string | undefined>
  /** Lets it continue: it waits for this with `await go()`. */
  go(): void
  kill(signal: NodeJS.Signals): void
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string | null>
  /** Its error output. */
  complaints(): string
}

const prelude = `
  import { createInterface } from 'node:readline';
  const say = (text) => process.stdout.write(text + '\\n');
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const go = () => lines.next();
`

/**
 * Runs JavaScript in a separate process. The script imports sources by their URL (`import(…)`), prints with `say(text)`
 * and waits with `await go()`.
 */
export function runScript(source: string, args: readonly string[] = []): Script {
  // Otherwise the sources would import the last build.
  const flags = ['--conditions=source', '--input-type=module']
  const child = spawn(process.execPath, [...flags, '-e', prelude + source, '--', ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    pid: child.pid ?? 0,
    line: async () => (await lines.next()).value,
    go: () => void child.stdin.write('\n'),
    kill: (signal) => void child.kill(signal),
    ended: endOf(child),
    complaints: () => said,
  }
}

function endOf(child: ChildProcess): Promise<number | string | null> {
  return new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)))
}
