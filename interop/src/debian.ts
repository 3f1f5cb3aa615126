import { execFile } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CACHE } from './installs.ts'
import { leaveOut } from './leave-out.ts'

const run = promisify(execFile)

/** Programs of Debian as they are packed, unpacked into a folder of their own: nothing is installed, started or set up. */
export interface Debian {
  /** A path of the packages, such as `/usr/sbin/apache2`, where it is. */
  at(path: string): string
  /** A program that the machine itself may have. */
  program(path: string): string
  /** The environment in which programs find the libraries and modules beside them. */
  readonly env: Readonly<Record<string, string>>
}

/** What a program would only use with a database server. */
const UNUSED = /^(default-mysql|mariadb|mysql|dbconfig)/

/**
 * Unpacks packages, below the name of the first, with all that they need and this machine has not. Undefined, with a sentence, where they cannot be had.
 *
 * @throws {Error} In CI, where they cannot be had.
 */
export async function unpack(what: string, packages: readonly string[]): Promise<Debian | undefined> {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get')) return leaveOut(what, 'This is no Debian.')
  try {
    // Lists that are old name versions that are gone.
    return debianAt(await unpacked(packages).catch(() => update().then(() => unpacked(packages))))
  } catch (error) {
    const { stderr, message } = error as Error & { readonly stderr?: string }
    const cause = (stderr ?? message).trim().split('\n').at(-1)
    return leaveOut(what, `apt-get has no ${packages.join(', ')} (${cause}): run apt-get update first.`)
  }
}

async function unpacked(packages: readonly string[]): Promise<string> {
  const wanted = await missing(packages)
  const root = join(CACHE, 'debian', packages[0] ?? '')
  mkdirSync(root, { recursive: true })
  const [tree, list] = [join(root, 'tree'), join(root, 'packages')]
  // Another version of any of them is another tree.
  if (existsSync(list) && readFileSync(list, 'utf8') === wanted.join('\n')) return tree
  const fresh = mkdtempSync(join(root, 'fresh-'))
  try {
    await run('apt-get', ['download', ...wanted], { cwd: fresh, maxBuffer: 1e8 })
    for (const file of readdirSync(fresh).filter((name) => name.endsWith('.deb')))
      await run('dpkg-deb', ['-x', join(fresh, file), join(fresh, 'tree')])
    rmSync(tree, { recursive: true, force: true })
    renameSync(join(fresh, 'tree'), tree)
    writeFileSync(list, wanted.join('\n'))
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
  return tree
}

/** `name=version` of the packages, and of those that they need and this machine has not. */
async function missing(packages: readonly string[]): Promise<readonly string[]> {
  const asked = ['-s', 'install', '--reinstall', '--no-install-recommends', ...packages]
  const { stdout } = await run('apt-get', asked, { env: { ...process.env, LC_ALL: 'C' } })
  const found = [...stdout.matchAll(/^Inst (\S+)(?: \[[^\]]*\])? \((\S+)/gm)]
  return found.flatMap(([, name = '', version = '']) => (UNUSED.test(name) ? [] : [`${name}=${version}`])).sort()
}

async function update(): Promise<void> {
  const isRoot = process.getuid?.() === 0
  await run(isRoot ? 'apt-get' : 'sudo', isRoot ? ['update'] : ['-n', 'apt-get', 'update'])
}

function debianAt(tree: string): Debian {
  const at = (path: string): string => join(tree, path)
  const machine = readdirSync(at('/usr/lib')).filter((name) => name.endsWith('-linux-gnu'))
  const perl = ['/usr/share/perl', ...machine.flatMap((name) => [`/usr/lib/${name}/perl`, `/usr/lib/${name}/perl5`])]
  const hasPython = existsSync(at('/usr/bin/python3'))
  return {
    at,
    program: (path) => (existsSync(at(path)) ? at(path) : path),
    env: {
      ...(hasPython && { PYTHONHOME: at('/usr') }),
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      LANG: 'C.UTF-8',
      LD_LIBRARY_PATH: machine.map((name) => at(`/usr/lib/${name}`)).join(':'),
      PERL5LIB: [at('/usr/share/perl5'), ...perl.flatMap((folder) => foldersIn(at(folder)))].join(':'),
      PYTHONPATH: at('/usr/lib/python3/dist-packages'),
    },
  }
}

function foldersIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []
}
