/** What an open bill will come to: places on its bar, and words. */
import type { HeadRoom, Outlook } from '../api/types'
import { demandText } from '../number/units'
import { priced } from './money'

/** Shares of the bar's width, 0 to 1; null where nothing is foretold. */
export interface Band {
  soFar: number
  low: number
  middle: number
  high: number
}

const ROOM = 1.06 // the bar goes a little beyond the band

/** Places on a bar that begins at 0. */
export function bandOf(outlook: Pick<Outlook, 'so_far' | 'p10' | 'p50' | 'p90'>): Band | null {
  if (outlook.p10 === null || outlook.p50 === null || outlook.p90 === null) return null
  const [soFar, low, middle, high] = [outlook.so_far, outlook.p10, outlook.p50, outlook.p90].map(Number) as [number, number, number, number]
  const most = Math.max(soFar, high, 0.01) * ROOM
  return { soFar: soFar / most, low: low / most, middle: middle / most, high: high / most }
}

/** How often the band held; nothing without a past. */
export function trackText(tracked: Outlook['tracked']): string {
  if (!tracked.length) return ''
  const inside = tracked.filter((one) => Number(one.p10) <= Number(one.actual) && Number(one.actual) <= Number(one.p90)).length
  return `${inside} of the last ${tracked.length} forecasts held.`
}

/** What a running quarter hour may still draw, in a sentence. */
export function headRoomText(room: HeadRoom): string {
  const charge = `${priced(room.price_per_kw, room.currency)} per kW`
  const peak = `This bill's peak so far is ${demandText('electricity', room.peak_w)}, charged at ${charge}.`
  if (!room.counts_now) return `${peak} The hours now do not count towards it.`
  if (room.head_room_w === null) return peak
  if (room.head_room_w === 0) return `${peak} This quarter hour is setting a new one.`
  return `${peak} Until the quarter hour ends you may draw ${demandText('electricity', room.head_room_w)} without a new one.`
}
