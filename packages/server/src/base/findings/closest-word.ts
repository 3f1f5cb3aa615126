const FARTHEST = 2

/** The word of a vocabulary that a text most likely meant: at most two characters away, or in another case. */
export function closestWord(text: string, vocabulary: readonly string[]): string | undefined {
  if (text.length > 100) return undefined
  const lower = text.toLowerCase()
  const best = vocabulary
    .map((word) => ({ word, distance: distanceBetween(lower, word.toLowerCase()) }))
    .filter(({ word, distance }) => distance <= FARTHEST && distance < word.length / 2)
    .toSorted((a, b) => a.distance - b.distance)
  return best[0]?.word
}

/** How many characters must be inserted, deleted or changed to turn one text into the other. */
function distanceBetween(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > FARTHEST) return FARTHEST + 1
  let above = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (const [row, letter] of one.split('').entries()) {
    const next = [row + 1]
    for (let at = 1; at <= other.length; at += 1) {
      const changed = (above[at - 1] ?? 0) + (other[at - 1] === letter ? 0 : 1)
      next.push(Math.min(changed, (above[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1))
    }
    above = next
  }
  return above[other.length] ?? 0
}
