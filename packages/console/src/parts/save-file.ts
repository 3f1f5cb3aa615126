/** Gives the browser a file to keep. */
export function saveFile(pieces: readonly BlobPart[], type: string, name: string): void {
  const url = URL.createObjectURL(new Blob([...pieces], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
