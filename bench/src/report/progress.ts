export type Say = (line: string) => void

/** Reports the progress of loading, ten times. */
export function progressOf(say: Say, what: string): (done: number, all: number) => void {
  let next = 0
  return (done, all) => {
    if (done < next) {
      if (done < all / 10) next = 0
      return
    }
    say(`Loaded ${done} of ${all} ${what}.`)
    next = done + all / 10
  }
}
