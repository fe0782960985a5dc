/** What a home page shows of bills: what open ones will come to, those that ended, costs by tariff. */
import { api, take } from '../api/client'
import { Resource } from '../api/resource.svelte'
import type { BillHead, Home, Outlook, TodayCost, UtilityCosts } from '../api/types'

export class HomeBills {
  outlooks = new Resource<{ outlooks: Outlook[] }>()
  bills = new Resource<{ bills: BillHead[] }>()
  today = new Resource<TodayCost>()
  costs = new Resource<{ utilities: UtilityCosts[] }>()

  constructor(readonly home: Home) {}

  /** Reads all; a night changes them; today's cost and the head-room, each moment. */
  async read(): Promise<void> {
    const path = { params: { path: { user_id: this.home.user_id } } }
    await Promise.all([
      this.outlooks.read(() => take(api.GET('/v1/homes/{user_id}/outlook', path))),
      this.bills.read(() => take(api.GET('/v1/homes/{user_id}/bills', path))),
      this.today.read(() => take(api.GET('/v1/homes/{user_id}/cost-today', path))),
      this.costs.read(() => take(api.GET('/v1/homes/{user_id}/tariff-costs', path))),
    ])
  }
}

/** The address of one bill. */
export function billAddress(home: number, bill: Pick<BillHead, 'utility' | 'first_day'>): string {
  return `/bill?home=${home}&utility=${bill.utility}&from=${bill.first_day}`
}
