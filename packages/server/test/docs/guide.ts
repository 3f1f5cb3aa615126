/** The guides as data: their blocks of code, and how those are run. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'

export const ROOT = join(import.meta.dirname, '../../../..')
const FOLDER = join(ROOT, 'docs')

/** A fenced block. What is not run says so in a comment before it, with the reason. */
export interface Block {
  readonly language: string
  readonly code: string
  readonly line: number
  readonly run: 'run' | 'not run' | 'typed only' | 'elsewhere'
  /** The file that the block is a part of, which another test runs. */
  readonly from?: string
  /** What the test does before the block, such as stopping the server that the reader would stop by hand. */
  readonly before: string
}

export interface Guide {
  readonly name: string
  readonly text: string
  readonly blocks: readonly Block[]
}

export function readGuide(name: string): Guide {
  const text = readFileSync(join(FOLDER, name), 'utf8')
  return { name, text, blocks: readBlocks(text) }
}

/** By their names below `docs/`. Decisions are none. */
export function allGuides(): readonly Guide[] {
  const names = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  return names.filter((name) => name.endsWith('.md') && !name.startsWith('decisions')).map(readGuide)
}

/** What a guide says outside of its blocks. */
export function proseOf(text: string): string {
  return text.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '')
}

/** What it sets in the type of code. */
export function inlineCode(text: string): readonly string[] {
  return [...proseOf(text).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code)
}

const FENCE = /(?<comments>(?:^ *<!--[^\n]*-->\n\n?)*)^(?<indent> *)```(?<language>\w+)\n(?<code>[\s\S]*?)^ *```$/gm

export function readBlocks(text: string): readonly Block[] {
  return [...text.matchAll(FENCE)].map(({ groups = {}, index }) => {
    const { comments = '', indent = '', language = '', code = '' } = groups
    const reason = /<!-- (not run|typed only): \S+ \S+/.exec(comments)?.[1]
    const from = /<!-- from: (\S+) -->/.exec(comments)?.[1]
    return {
      language,
      code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      line: text.slice(0, index).split('\n').length,
      run: from !== undefined ? 'elsewhere' : reason === 'not run' || reason === 'typed only' ? reason : 'run',
      ...(from !== undefined && { from }),
      before: /<!-- test: (\S+) -->/.exec(comments)?.[1] ?? '',
    }
  })
}

/** What a block says that it prints: the texts after `→`, with `…` for whatever is between. */
export function expectationsOf({ code }: Block): readonly RegExp[] {
  return [...code.matchAll(/^(?:#|\/\/) → (.*)$/gm)].map(([, text = '']) => new RegExp(patternOf(text)))
}

/** A text as a pattern in which `…` stands for anything. */
export function patternOf(text: string): string {
  return text
    .split('…')
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('[\\s\\S]*')
}

export interface Workplace {
  readonly folder: string
  remove(): void
}

/** A folder outside of the repository in which the packages are found all the same. */
export function workplace(): Workplace {
  const folder = mkdtempSync(join(tmpdir(), 'damson-docs-'))
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

export interface Ran {
  readonly block: Block
  readonly output: string
}

/**
 * Runs the shell and TypeScript blocks in order, in one shell, which stops at the first command that fails. `change`
 * puts the test's own addresses into them.
 */
export async function runBlocks(
  blocks: readonly Block[],
  options: { readonly change: (code: string) => string; readonly prelude?: string; readonly folder: string },
): Promise<readonly Ran[]> {
  const runnable = blocks.filter(({ run, language }) => run === 'run' && (language === 'sh' || language === 'ts'))
  const steps = runnable.map((block, at) => {
    const code = options.change(block.code)
    if (block.language === 'sh') return `${block.before}\n${code}`
    const file = join(options.folder, `block-${at}.mts`)
    writeFileSync(file, code)
    return `${block.before}\nnode --conditions=source ${file}`
  })
  const script = [options.prelude ?? '', ...steps.map((step, at) => `echo '${MARK} ${at}'\n${step}`)].join('\n')
  const { output, failure } = await bash(script, options.folder)
  const outputs = output.split(new RegExp(`^${MARK} \\d+\n`, 'm')).slice(1)
  if (failure !== undefined) {
    const failed = runnable[outputs.length - 1]
    throw new Error(`the block at line ${failed?.line} failed: ${failure}\n${outputs.at(-1)}\n${failed?.code}`)
  }
  return runnable.map((block, at) => ({ block, output: outputs[at] ?? '' }))
}

/** Each expected text is printed by its block, in the order in which the block says so. */
export function checkPrinted({ block, output }: Ran): void {
  let rest = output
  for (const expected of expectationsOf(block)) {
    const found = expected.exec(rest)
    expect(found, `line ${block.line}: ${expected} is not in what was printed: ${output}`).not.toBeNull()
    rest = rest.slice((found?.index ?? 0) + (found?.[0].length ?? 0))
  }
}

const MARK = '::: block'
const WITHIN_MS = 240_000

function bash(script: string, cwd: string): Promise<{ readonly output: string; readonly failure: string | undefined }> {
  const PATH = `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`
  const { NODE_COMPILE_CACHE } = process.env
  const env = { PATH, NODE_COMPILE_CACHE, HOME: cwd, NODE_NO_WARNINGS: '1' }
  return new Promise((resolve) => {
    execFile('bash', ['-euo', 'pipefail', '-c', script], { cwd, env, timeout: WITHIN_MS }, (error, stdout, stderr) =>
      resolve({ output: stdout, failure: error === null ? undefined : stderr || error.message }),
    )
  })
}
