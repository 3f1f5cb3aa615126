/**
 * `npm run check`: types, lint, format, unused code and boundaries, in parallel. Prints what failed and how long it
 * took.
 */
import { spawn } from 'node:child_process'

interface Step {
  readonly name: string
  readonly command: readonly [string, ...string[]]
}

const STEPS: readonly Step[] = [
  { name: 'types', command: ['tsc', '-b', '--pretty', 'false'] },
  { name: 'lint', command: ['oxlint', '--deny-warnings'] },
  { name: 'format', command: ['biome', 'check', '.'] },
  { name: 'unused', command: ['knip', '--no-progress'] },
  { name: 'sdk size', command: ['node', 'packages/sdk/scripts/size.ts'] },
  { name: 'sdk types', command: ['node', 'packages/sdk/scripts/generate.ts', '--check'] },
  { name: 'boundaries', command: ['node', 'tools/boundaries.ts'] },
]

function run({
  name,
  command: [program, ...words],
}: Step): Promise<{ name: string; passed: boolean; output: string; seconds: number }> {
  const started = performance.now()
  return new Promise((resolve) => {
    const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('error', (error) => (output += String(error)))
    child.on('close', (code) =>
      resolve({ name, passed: code === 0, output, seconds: (performance.now() - started) / 1000 }),
    )
  })
}

const results = await Promise.all(STEPS.map(run))
for (const { name, passed, output, seconds } of results) {
  console.log(`${passed ? 'ok    ' : 'failed'} ${name.padEnd(11)} ${seconds.toFixed(1)} s`)
  if (!passed) console.log(output)
}
process.exitCode = results.every((result) => result.passed) ? 0 : 1
