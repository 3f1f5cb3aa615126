/** What the colors of a project stand on, in light pages and in dark ones. A test holds them against the server's. */
export const GROUNDS: Readonly<Record<'light' | 'dark', readonly string[]>> = {
  light: ['#ffffff', '#f6f3f8'],
  dark: ['#1b1522', '#120e17'],
}

/** What can be written on a button in such a color. */
export const INKS: readonly string[] = ['#ffffff', '#221330']

/** How well a color is read on the pages, where it is read worst, buttons among them; undefined when it is none. */
export function contrastOnPages(color: string, on: 'light' | 'dark'): number | undefined {
  const onGrounds = GROUNDS[on].flatMap((ground) => contrastOf(color, ground) ?? [])
  const ofInks = INKS.flatMap((ink) => contrastOf(color, ink) ?? [])
  return onGrounds.length === 0 ? undefined : Math.min(...onGrounds, Math.max(...ofInks))
}

/** The contrast of two colors, each `#rrggbb` (WCAG 2.2, "contrast ratio"); undefined when one of them is none. */
export function contrastOf(one: string, other: string): number | undefined {
  const [a, b] = [luminanceOf(one), luminanceOf(other)]
  if (a === undefined || b === undefined) return undefined
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

/** What text needs at least (WCAG 2.2, success criterion 1.4.3). */
export const LEAST_CONTRAST = 4.5

/**
 * The nearest color that is well read on the pages: darker on light pages, lighter on dark ones, as the server would name it
 * when it refuses this one. Undefined when it is well read as it is, or no color.
 */
export function wellReadFrom(color: string, on: 'light' | 'dark'): string | undefined {
  const contrast = contrastOnPages(color, on)
  if (contrast === undefined || contrast >= LEAST_CONTRAST) return undefined
  const towards = on === 'light' ? 0 : 255
  const mixed = Array.from({ length: 100 }, (_, at) => {
    const parts = partsOf(color).map((part) => Math.round(part + (towards - part) * ((at + 1) / 100)))
    return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`
  })
  return mixed.find((one) => (contrastOnPages(one, on) ?? 0) >= LEAST_CONTRAST)
}

const partsOf = (color: string): readonly number[] =>
  [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16))

function luminanceOf(color: string): number | undefined {
  if (!/^#[0-9a-f]{6}$/i.test(color)) return undefined
  const [red = 0, green = 0, blue = 0] = partsOf(color).map((part) => {
    const value = part / 255
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
