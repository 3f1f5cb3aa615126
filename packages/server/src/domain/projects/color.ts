/** A colour as three bytes: red, green, blue. */
export type Color = readonly [red: number, green: number, blue: number]

/** What a colour stands on, and the inks that may stand on it: those of `assets/page.css`. */
export interface Theme {
  readonly grounds: readonly Color[]
  readonly inks: readonly Color[]
  /** Towards what a colour is mixed until it is readable. */
  readonly readable: Color
}

const WHITE: Color = [255, 255, 255]
const BLACK: Color = [0, 0, 0]
const CONTRAST = 4.5

export const LIGHT: Theme = {
  grounds: [WHITE, [0xf6, 0xf3, 0xf8]],
  inks: [WHITE, [0x22, 0x13, 0x30]],
  readable: BLACK,
}
export const DARK: Theme = {
  grounds: [
    [0x1b, 0x15, 0x22],
    [0x12, 0x0e, 0x17],
  ],
  inks: [WHITE, [0x22, 0x13, 0x30]],
  readable: WHITE,
}

/** Reads `#rrggbb`. */
export function readColor(text: string): Color | undefined {
  const [, red = '', green = '', blue = ''] = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text) ?? []
  return red === '' ? undefined : [Number.parseInt(red, 16), Number.parseInt(green, 16), Number.parseInt(blue, 16)]
}

export function writeColor(color: Color): string {
  return `#${color.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

/** One colour with a share of another, from 0 to 1. */
export function mix([red, green, blue]: Color, [otherRed, otherGreen, otherBlue]: Color, share: number): Color {
  const part = (one: number, other: number): number => Math.round(one + (other - one) * share)
  return [part(red, otherRed), part(green, otherGreen), part(blue, otherBlue)]
}

/** How well one colour is read on another: from 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrast(one: Color, other: Color): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(color: Color): number {
  const [red = 0, green = 0, blue = 0] = color.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Whether links in this colour, and buttons filled with it, can be read in a theme (WCAG 2.2, 1.4.3). */
export function isReadable(color: Color, theme: Theme): boolean {
  return (
    theme.grounds.every((ground) => contrast(color, ground) >= CONTRAST) &&
    contrast(color, inkOn(color, theme)) >= CONTRAST
  )
}

/** The ink that stands out most on a colour. */
export function inkOn(color: Color, { inks }: Theme): Color {
  return inks.reduce((best, ink) => (contrast(color, ink) > contrast(color, best) ? ink : best))
}

/** The colour itself where it can be read, else the nearest one towards the theme's own that can. */
export function nearestReadable(color: Color, theme: Theme): Color {
  for (let percent = 0; percent < 100; percent += 1) {
    const candidate = mix(color, theme.readable, percent / 100)
    if (isReadable(candidate, theme)) return candidate
  }
  return theme.readable
}
