/** Reading how sure a day is. */
import { api, take } from '../api/client'
import type { UtilityName } from '../api/types'
import { isoDay } from '../time/zone'
import type { DayQuality } from './words'

/** Of the local day that holds the instant `at`. */
export function readQuality(userId: number, utility: UtilityName, at: number, zone: string): Promise<DayQuality> {
  const path = { user_id: userId, utility, day: isoDay(at, zone) }
  return take(api.GET('/v1/homes/{user_id}/quality/{utility}/{day}', { params: { path } }))
}
