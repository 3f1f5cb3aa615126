const UNITS = [
  { seconds: 31_536_000, word: 'year' },
  { seconds: 86_400, word: 'day' },
  { seconds: 3_600, word: 'hour' },
  { seconds: 60, word: 'minute' },
  { seconds: 1, word: 'second' },
]

/** A length of time as it is said, never shorter than it is: the largest unit of which there is more than one, or exactly one. */
export function inWords(seconds: number): string {
  const unit = UNITS.find((candidate) => seconds >= 2 * candidate.seconds || seconds === candidate.seconds) ?? UNITS[4]
  const count = Math.max(1, Math.ceil(seconds / (unit?.seconds ?? 1)))
  return `${count} ${unit?.word ?? 'second'}${count === 1 ? '' : 's'}`
}
