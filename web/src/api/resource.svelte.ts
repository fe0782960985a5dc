/** One thing read from the API: nothing yet, its value, or the problem; a failed refresh keeps the last value. */
import { session } from '../session/session.svelte'
import { ProblemError, unreachable } from './problem'

export class Resource<T> {
  value = $state.raw<T | null>(null)
  problem = $state.raw<ProblemError | null>(null)
  #latest = 0

  /** Reads; an answer overtaken by a later read is dropped. */
  async read(request: () => Promise<T>): Promise<void> {
    const turn = ++this.#latest
    try {
      const value = await request()
      if (turn !== this.#latest) return
      this.value = value
      this.problem = null
    } catch (cause) {
      if (turn !== this.#latest) return
      this.problem = cause instanceof ProblemError ? cause : unreachable()
      if (this.problem.status === 401) session.expire()
    }
  }

  /** Forgets the value, so that a skeleton shows while another thing is read. */
  clear(): void {
    this.#latest++
    this.value = null
    this.problem = null
  }
}
