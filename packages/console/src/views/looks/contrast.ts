/** What the colors of a project stand on, in light pages and in dark ones. A test holds them against the server's. */
export const GROUNDS: Readonly<Record<'light' | 'dark', readonly string[]>> = {
  light: ['#ffffff', '#f6f3f8'],
  dark: ['#1b1522', '#120e17'],
}

/** How well a color is read on the pages, where it is read worst; undefined when it is none. */
export function contrastOnPages(color: string, on: 'light' | 'dark'): number | undefined {
  const all = GROUNDS[on].flatMap((ground) => contrastOf(color, ground) ?? [])
  return all.length === 0 ? undefined : Math.min(...all)
}

/** The contrast of two colors, each `#rrggbb` (WCAG 2.2, "contrast ratio"); undefined when one of them is none. */
export function contrastOf(one: string, other: string): number | undefined {
  const [a, b] = [luminanceOf(one), luminanceOf(other)]
  if (a === undefined || b === undefined) return undefined
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

function luminanceOf(color: string): number | undefined {
  const parts = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color)
  if (parts === null) return undefined
  const [red = 0, green = 0, blue = 0] = parts.slice(1).map((part) => {
    const value = Number.parseInt(part, 16) / 255
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
