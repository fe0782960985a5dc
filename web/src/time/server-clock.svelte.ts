/** The server's clock: ours, moved by what its answers say. A replayed or simulated country has its own now. */

const TICK_MS = 1000
const JUMP_MS = 60_000

class ServerClock {
  #ahead = 0
  now = $state(Date.now())
  jumps = $state(0) // how often it turned out to be another time altogether

  constructor() {
    setInterval(() => (this.now = Date.now() + this.#ahead), TICK_MS)
  }

  /** Takes over the time an answer was given at. */
  set(now: number): void {
    const ahead = now - Date.now()
    if (Math.abs(ahead - this.#ahead) > JUMP_MS) this.jumps += 1
    this.#ahead = ahead
    this.now = now
  }
}

export const serverClock = new ServerClock()
