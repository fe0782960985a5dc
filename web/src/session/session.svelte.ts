/** Who is logged in; the token itself stays in a cookie that scripts cannot read. */
import { api, take } from '../api/client'
import { ProblemError } from '../api/problem'
import type { Me } from '../api/types'
import { serverClock } from '../time/server-clock.svelte'

class Session {
  me = $state.raw<Me | null>(null)
  state = $state<'asking' | 'in' | 'out'>('asking')
  problem = $state.raw<ProblemError | null>(null)

  /** Asks the server who we are. */
  async resume(): Promise<void> {
    try {
      const me = await take(api.GET('/v1/me'))
      serverClock.set(me.now) // before the first page: which day is today is the server's word
      this.me = me
      this.state = 'in'
      this.problem = null
    } catch (cause) {
      this.state = 'out'
      const problem = cause as ProblemError
      this.problem = problem.status === 401 ? null : problem
    }
  }

  /** Logs in. Throws ProblemError. */
  async login(name: string, password: string): Promise<void> {
    await take(api.POST('/v1/login', { body: { name, password } }))
    await this.resume()
  }

  async logout(): Promise<void> {
    await take(api.POST('/v1/logout'))
    this.expire()
  }

  /** The server no longer knows us. */
  expire(): void {
    this.me = null
    this.state = 'out'
  }

  get operates(): boolean {
    return this.me !== null && this.me.role !== 'homeowner'
  }
}

export const session = new Session()
