/** A refusal sent at a time that doesn't reveal what was done before it. */
export interface HeldAnswer {
  /** Resolves when a whole number of steps has passed since the arrival, at least one. */
  due(): Promise<void>
}

export interface HeldAnswers {
  /** Undefined when too many are held, in total or for one network: then nothing is tried or waited for. */
  hold(network: string, arrivedAt: number): HeldAnswer | undefined
}

const STEP_MS = 250
/** A held answer takes memory: a request, its socket and a timer. */
const MOST_HELD = 1_000
const MOST_OF_ONE_NETWORK = 50

/** Holds answers back. A slot is freed after one step, whether or not the answer is awaited: none is ever lost. */
export function createHeldAnswers(monotonic: () => number): HeldAnswers {
  const held = new Map<string, number>()
  let all = 0

  function leave(network: string): void {
    all -= 1
    const left = (held.get(network) ?? 0) - 1
    if (left > 0) held.set(network, left)
    else held.delete(network)
  }

  return {
    hold(network, arrivedAt) {
      const ofNetwork = held.get(network) ?? 0
      if (all >= MOST_HELD || ofNetwork >= MOST_OF_ONE_NETWORK) return undefined
      all += 1
      held.set(network, ofNetwork + 1)
      setTimeout(() => leave(network), STEP_MS)
      return {
        async due() {
          const steps = Math.max(1, Math.ceil((monotonic() - arrivedAt) / STEP_MS))
          await waitUntil(monotonic, arrivedAt + steps * STEP_MS)
        },
      }
    },
  }
}

/** Timers may fire slightly early. */
async function waitUntil(monotonic: () => number, at: number): Promise<void> {
  for (let left = at - monotonic(); left > 0; left = at - monotonic())
    await new Promise<void>((resolve) => setTimeout(resolve, Math.ceil(left)))
}
