/** The server's clock: ours, moved by what its answers say. A replayed or simulated country has its own now. */

const TICK_MS = 1000

class ServerClock {
  #ahead = 0
  now = $state(Date.now())

  constructor() {
    setInterval(() => (this.now = Date.now() + this.#ahead), TICK_MS)
  }

  /** Takes over the time an answer was given at. */
  set(now: number): void {
    this.#ahead = now - Date.now()
    this.now = now
  }
}

export const serverClock = new ServerClock()
