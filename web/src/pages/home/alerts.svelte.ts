/** What stood out in a home lately. */
import { api, take } from '../../api/client'
import { Resource } from '../../api/resource.svelte'
import type { Alert, Home } from '../../api/types'

const SHOWN = 5

export class HomeAlerts {
  answer = new Resource<{ alerts: Alert[] }>()

  constructor(readonly home: Home) {}

  get list(): readonly Alert[] {
    return this.answer.value?.alerts ?? []
  }

  /** Reads the newest alerts. */
  async read(): Promise<void> {
    const query = { user_id: this.home.user_id, limit: SHOWN }
    await this.answer.read(() => take(api.GET('/v1/alerts', { params: { query } })))
  }
}
