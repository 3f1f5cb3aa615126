import type { Project } from '@damson/fhir'
import { sha256Text } from '#base/crypto'
import { bothOf, type Says, told } from '#base/findings'
import { invalid, type WriteRefusal } from '#domain/resources'
import {
  type Color,
  DARK,
  inkOn,
  isReadable,
  LIGHT,
  mix,
  nearestReadable,
  readColor,
  type Theme,
  writeColor,
} from './color.ts'

type SignInForm = NonNullable<Project['signInForm']>
/** A project or a client. */
type Branded = { readonly signInForm?: Pick<SignInForm, 'logo'> }

/** A picture that every browser shows and that cannot run code. */
export interface Logo {
  readonly type: string
  readonly bytes: Buffer
}

/** Pages stay below 100 kB with it. */
const LARGEST_LOGO = 48 * 1024
const LONGEST_NOTICE = 2_000
/** Recognised by their first bytes, as browsers do, whatever the file is called. */
const PICTURES: readonly (readonly [type: string, isOne: (bytes: Buffer) => boolean])[] = [
  ['image/png', (bytes) => bytes.subarray(0, 8).toString('latin1') === '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', (bytes) => bytes.subarray(0, 3).toString('latin1') === '\xff\xd8\xff'],
  ['image/webp', (bytes) => /^RIFF.{4}WEBP$/s.test(bytes.subarray(0, 12).toString('latin1'))],
]

/** What is wrong with a project's settings for the look of its pages. */
export function signInFormProblem(form: SignInForm | undefined): WriteRefusal | undefined {
  if (form === undefined) return undefined
  return (
    colorProblem('color', form.color, LIGHT, 'light') ??
    colorProblem('darkColor', form.darkColor, DARK, 'dark') ??
    pictureProblem(form.logo, 'Project.signInForm.logo') ??
    noticeProblem(form.notice)
  )
}

function colorProblem(
  field: 'color' | 'darkColor',
  text: string | undefined,
  theme: Theme,
  name: string,
): WriteRefusal | undefined {
  if (text === undefined) return undefined
  const color = readColor(text)
  if (color === undefined)
    return invalidField('malformed_color', 'Write the colour as #rrggbb, such as #5a2f73.', field)
  if (isReadable(color, theme)) return undefined
  const nearest = writeColor(nearestReadable(color, theme))
  return invalidField(
    'unreadable_color',
    told`${text} has less contrast than 4.5 : 1 on the ${name} pages, so that people with low vision could not read
      it: the nearest colour that will do is ${nearest}.`,
    field,
  )
}

/** What is wrong with a picture that pages show; `at` is its element. */
export function pictureProblem(logo: SignInForm['logo'], at: string): WriteRefusal | undefined {
  if (logo === undefined) return undefined
  if (logo.url !== undefined)
    return invalid('foreign_logo', 'Send the picture itself in data: pages load nothing from elsewhere.', `${at}.url`)
  const bytes = Buffer.from(logo.data ?? '', 'base64')
  if (bytes.length > LARGEST_LOGO)
    return invalid(
      'large_logo',
      bothOf(told`The picture has at most ${LARGEST_LOGO / 1024} KiB: send a smaller picture.`),
      `${at}.data`,
    )
  const type = pictureType(bytes)
  if (type === undefined)
    return invalid(
      'unsupported_logo',
      'The picture is a PNG, JPEG or WebP picture; SVG can hold scripts.',
      `${at}.data`,
    )
  return logo.contentType === undefined || logo.contentType === type
    ? undefined
    : invalid(
        'mislabeled_logo',
        bothOf(told`The picture has the type ${type}: set contentType to it, or leave contentType out.`),
        `${at}.contentType`,
      )
}

function noticeProblem(notice: string | undefined): WriteRefusal | undefined {
  if (notice === undefined || notice.length <= LONGEST_NOTICE) return undefined
  return invalidField('long_notice', told`The notice has at most ${LONGEST_NOTICE} characters.`, 'notice')
}

function pictureType(bytes: Buffer): string | undefined {
  return PICTURES.find(([, isOne]) => isOne(bytes))?.[0]
}

function invalidField<T extends string>(code: string, says: Says<T>, field: string): WriteRefusal {
  return invalid(code, bothOf(says), `Project.signInForm.${field}`)
}

/** The logo of a project or client; undefined if it would be refused today. */
export function logoOf({ signInForm }: Branded): Logo | undefined {
  if (signInForm?.logo === undefined || pictureProblem(signInForm.logo, '') !== undefined) return undefined
  const bytes = Buffer.from(signInForm.logo.data ?? '', 'base64')
  const type = pictureType(bytes)
  return type === undefined ? undefined : { type, bytes }
}

/** A project's accent color on light pages, as `#rrggbb`; undefined if it has none. */
export function accentOf({ signInForm }: Project): string | undefined {
  const color = readColor(signInForm?.color ?? signInForm?.darkColor ?? '')
  return color === undefined ? undefined : writeColor(nearestReadable(color, LIGHT))
}

/** A project's accent color and what is written on it, on white, each as `#rrggbb`; undefined if it has none. */
export function accentColors(project: Project): { readonly accent: string; readonly ink: string } | undefined {
  const accent = readColor(accentOf(project) ?? '')
  return accent === undefined ? undefined : { accent: writeColor(accent), ink: writeColor(inkOn(accent, LIGHT)) }
}

/** A project's accent color as a style sheet for both themes; undefined if it has none. */
export function accentSheet({ signInForm }: Project): string | undefined {
  const color = readColor(signInForm?.color ?? signInForm?.darkColor ?? '')
  if (color === undefined) return undefined
  const light = nearestReadable(color, LIGHT)
  const dark = nearestReadable(readColor(signInForm?.darkColor ?? '') ?? color, DARK)
  return `:root{${accents(light, LIGHT)}}\n@media (prefers-color-scheme:dark){:root{${accents(dark, DARK)}}}\n`
}

function accents(accent: Color, theme: Theme): string {
  const [paper = theme.readable] = theme.grounds
  const names = {
    '--accent': accent,
    '--accent-press': mix(accent, theme.readable, 0.2),
    '--on-accent': inkOn(accent, theme),
    '--accent-wash': mix(paper, accent, 0.1),
  }
  return Object.entries(names)
    .map(([name, color]) => `${name}:${writeColor(color)}`)
    .join(';')
}

/** Changes when the looks of a project do: for addresses that browsers may keep. */
export function looksVersion({ signInForm }: Branded): string {
  return sha256Text(JSON.stringify(signInForm ?? {})).slice(0, 16)
}
