/**
 * `npm run release`: sets one version for all packages, and makes a commit and a tag. The build of the tag publishes
 * them.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { dated, isLower, isVersion, released, withVersion } from './versions.ts'

const HELP = `Makes a release of all packages under one version.

  npm run release -- 0.2.0       sets the version everywhere, dates the changelog, commits and tags; pushes nothing
  npm run release -- --publish   builds and publishes the tagged commit, with a statement of provenance (for CI)

Run .ci/run first. Then push what was made: git push origin main v0.2.0. The workflow of the forge publishes it.
--publish needs REPOSITORY_URL, such as git+https://example.org/damson/damson.git. What is published already is left alone.

Exit codes: 0 done, 1 something stands in the way, 2 wrong words.`

/** Dependencies first. */
const PUBLISHED = ['fhir', 'access', 'sdk', 'react', 'server'].map((name) => `packages/${name}`)
const ROOT = join(import.meta.dirname, '..')

interface Manifest {
  readonly name: string
  readonly version: string
  readonly workspaces?: readonly string[]
}

const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const manifestIn = (folder: string): Manifest => JSON.parse(textOf(join(folder, 'package.json'))) as Manifest

function run(program: string, ...words: string[]): string {
  return execFileSync(program, words, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim()
}

/** What the SDK says of itself to the server. */
const OF_THE_SDK = 'packages/sdk/src/version.ts'
/** What the server says of itself to administrators. */
const OF_THE_SERVER = 'packages/server/package.json'

/** What prevents a release; undefined if nothing does. */
function obstacle(version: string, current: string): string | undefined {
  if (!isVersion(version)) return `${version} is not a version: three numbers, as in 0.2.0.`
  if (isLower(version, current)) return `${version} is lower than ${current}.`
  if (run('git', 'status', '--porcelain') !== '') return 'There are uncommitted changes.'
  if (run('git', 'branch', '--show-current') !== 'main') return 'A release is made on main.'
  if (run('git', 'tag', '--list', `v${version}`) !== '') return `v${version} has been released.`
  return undefined
}

function prepare(version: string): void {
  const { workspaces = [], version: current } = manifestIn('.')
  const reason = obstacle(version, current)
  if (reason !== undefined) throw new Error(reason)
  const day = new Date().toISOString().slice(0, 10)
  const changelog = dated(textOf('CHANGELOG.md'), version, day)
  const together = workspaces.map((folder) => manifestIn(folder).name)
  for (const folder of ['.', ...workspaces]) {
    const path = join(folder, 'package.json')
    writeFileSync(join(ROOT, path), withVersion(textOf(path), version, together))
  }
  writeFileSync(join(ROOT, OF_THE_SERVER), released(textOf(OF_THE_SERVER), day))
  writeFileSync(join(ROOT, OF_THE_SDK), textOf(OF_THE_SDK).replace(/'[^']+'/, `'${version}'`))
  writeFileSync(join(ROOT, 'CHANGELOG.md'), changelog)
  run('npm', 'install', '--package-lock-only', '--ignore-scripts')
  run('git', 'commit', '--all', '--message', `chore(release): ${version}`)
  run('git', 'tag', '--annotate', `v${version}`, '--message', `Damson ${version}`)
  console.log(`Tagged v${version}. To publish it: git push origin main v${version}`)
}

function publish(): void {
  const { version } = manifestIn('.')
  const url = process.env['REPOSITORY_URL']
  if (url === undefined) throw new Error('REPOSITORY_URL is not set: the provenance statement needs it.')
  if (!run('git', 'tag', '--points-at', 'HEAD').split('\n').includes(`v${version}`))
    throw new Error(`This commit does not have the tag v${version}: npm run release -- ${version} makes it.`)
  run('npm', 'run', 'build')
  for (const folder of PUBLISHED) {
    const { name } = manifestIn(folder)
    if (isPublished(name, version)) {
      console.log(`${name} ${version} is already published.`)
      continue
    }
    run('npm', 'pkg', 'set', `repository.url=${url}`, `repository.directory=${folder}`, '--workspace', folder)
    run('npm', 'publish', '--provenance', '--access', 'public', '--workspace', folder)
    console.log(`Published ${name} ${version}.`)
  }
}

function isPublished(name: string, version: string): boolean {
  const { stdout } = spawnSync('npm', ['view', name, 'versions', '--json'], { cwd: ROOT, encoding: 'utf8' })
  const answer = JSON.parse(stdout) as string | readonly string[] | { readonly error: { readonly code: string } }
  if (typeof answer === 'string') return answer === version
  if (!('error' in answer)) return answer.includes(version)
  if (answer.error.code === 'E404') return false
  throw new Error(`The registry did not list the versions of ${name}: ${answer.error.code}.`)
}

const { values, positionals } = parseArgs({
  options: { publish: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const [version] = positionals
if (values.help) console.log(HELP)
else if (positionals.length !== (values.publish ? 0 : 1)) {
  console.error(HELP)
  process.exitCode = 2
} else {
  try {
    if (version === undefined) publish()
    else prepare(version)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
