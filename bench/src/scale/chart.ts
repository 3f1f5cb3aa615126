import { costOf, linesOf, type ScalePoint, sizeName } from './report.ts'

const [WIDTH, HEIGHT] = [920, 440]
const [LEFT, RIGHT, TOP, BOTTOM] = [70, 580, 56, 376]
/** Labels of lines that end close to each other are moved apart. */
const LABEL_HEIGHT = 17

/** A blue, an orange and so on that can be told apart on white and on black, also by most who see few colors. */
const COLORS = ['#3b82c4', '#d97b1f', '#2e9e6b', '#c2579a', '#8a7ad6', '#9a8a2a']
const DASHES = ['', '8 4', '2 4', '12 4 2 4', '5 3', '1 5']

/** On the page's own background: its text is dark on light, and light on dark. */
const STYLE = `
    text { font: 13px system-ui, sans-serif; fill: #24292f }
    .title { font-size: 15px; font-weight: 600 }
    .grid { stroke: #8c959f; stroke-opacity: 0.35 }
    .line { fill: none; stroke-width: 2.5; stroke-linejoin: round }
    @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } }
  `

/** Cost against size as an SVG, both axes logarithmic, so that equal growth has an equal slope. */
export function chartOf(points: readonly ScalePoint[]): string {
  const lines = linesOf(points)
  const sizes = [...new Set(points.map(({ resources }) => resources))].sort((a, b) => a - b)
  const ticks = ticksAround(points.map(costOf))
  const x = scaleTo(sizes, LEFT + 20, RIGHT - 20)
  const y = scaleTo(ticks, BOTTOM, TOP)
  const ends = apart(lines.map(([, line]) => y(costOf(line.at(-1) as ScalePoint))))
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title">`,
    `  <title id="title">Processor time of one request against the number of resources</title>`,
    `  <style>${STYLE}</style>`,
    text(LEFT, 24, 'Processor time of one request, node and PostgreSQL, in µs', 'start', 'title'),
    ...ticks.flatMap((us) => [
      `  <line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${y(us)}" y2="${y(us)}"/>`,
      text(LEFT - 10, y(us) + 4, us.toLocaleString('en-US'), 'end'),
    ]),
    ...sizes.map((size) => text(x(size), BOTTOM + 24, sizeName(size), 'middle')),
    text((LEFT + RIGHT) / 2, BOTTOM + 50, 'resources, and as many audit events', 'middle'),
    ...lines.flatMap(([path, line], n) => {
      const at = line.map((point) => `${x(point.resources)},${y(costOf(point))}`)
      const stroke = `stroke="${COLORS[n % COLORS.length]}"`
      const end = y(costOf(line.at(-1) as ScalePoint))
      const dash = DASHES[n % DASHES.length] === '' ? '' : ` stroke-dasharray="${DASHES[n % DASHES.length]}"`
      return [
        `  <polyline class="line" ${stroke}${dash} points="${at.join(' ')}"/>`,
        ...line.map((point) => dot(x(point.resources), y(costOf(point)), n)),
        `  <line ${stroke} x1="${RIGHT - 14}" x2="${RIGHT + 6}" y1="${end}" y2="${ends[n]}"/>`,
        text(RIGHT + 12, (ends[n] ?? 0) + 4, `${path} ${growthOf(line)}`, 'start'),
      ]
    }),
    '</svg>',
  ].join('\n')}\n`
}

const dot = (x: number, y: number, n: number): string =>
  `  <circle cx="${x}" cy="${y}" r="4" fill="${COLORS[n % COLORS.length]}"/>`

function growthOf(line: readonly ScalePoint[]): string {
  const [smallest, largest] = [line[0] as ScalePoint, line.at(-1) as ScalePoint]
  return `(${(costOf(largest) / costOf(smallest)).toFixed(2)} ×)`
}

function text(x: number, y: number, content: string, anchor: 'start' | 'middle' | 'end', kind?: string): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  const named = kind === undefined ? '' : ` class="${kind}"`
  return `  <text x="${x}" y="${y}" text-anchor="${anchor}"${named}>${escaped}</text>`
}

/** Places values logarithmically between two ends, rounded to a tenth of a pixel. */
function scaleTo(values: readonly number[], from: number, to: number): (value: number) => number {
  const [low, high] = [Math.log(Math.min(...values)), Math.log(Math.max(...values))]
  return (value) => {
    const share = high === low ? 0.5 : (Math.log(value) - low) / (high - low)
    return Math.round((from + share * (to - from)) * 10) / 10
  }
}

/** 1, 2 and 5 times powers of ten, from below all values to above them. */
function ticksAround(values: readonly number[]): readonly number[] {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const all = [-1, 0, 1, 2, 3, 4, 5, 6].flatMap((power) => [1, 2, 5].map((step) => step * 10 ** power))
  const first = all.findLastIndex((tick) => tick <= least)
  const last = all.findIndex((tick) => tick >= most)
  return all.slice(Math.max(0, first), last === -1 ? undefined : Math.max(last, first + 1) + 1)
}

/** Moves positions down, and the whole up again where they leave the chart, until each has its height. */
function apart(positions: readonly number[]): readonly number[] {
  const order = positions.map((_, n) => n).sort((a, b) => (positions[a] ?? 0) - (positions[b] ?? 0))
  const placed = [...positions]
  let free = Number.NEGATIVE_INFINITY
  for (const n of order) {
    placed[n] = Math.max(placed[n] ?? 0, free)
    free = (placed[n] ?? 0) + LABEL_HEIGHT
  }
  let limit = BOTTOM
  for (const n of order.toReversed()) {
    placed[n] = Math.min(placed[n] ?? 0, limit)
    limit = (placed[n] ?? 0) - LABEL_HEIGHT
  }
  return placed
}
