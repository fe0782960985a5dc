/** The one receipt that may be open: where a number comes from. */
import type { ProblemError } from '../api/problem'

export interface Slip {
  figure: string
  sentence: string
  facts: readonly (readonly [name: string, value: string])[]
}

class Receipts {
  title = $state('')
  slip = $state.raw<Slip | null>(null)
  problem = $state.raw<ProblemError | null>(null)
  shown = $state(false)
  #turn = 0

  /** Shows a receipt at once; what must be fetched follows. */
  async open(title: string, slip: Slip | Promise<Slip>): Promise<void> {
    const turn = ++this.#turn
    this.title = title
    this.slip = null
    this.problem = null
    this.shown = true
    try {
      const settled = await slip
      if (turn === this.#turn) this.slip = settled
    } catch (cause) {
      if (turn === this.#turn) this.problem = cause as ProblemError
    }
  }

  close(): void {
    this.shown = false
  }
}

export const receipts = new Receipts()
