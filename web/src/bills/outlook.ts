/** What an open bill will come to: places on its bar, and words. */
import type { HeadRoom, Outlook } from '../api/types'
import { demandText } from '../number/units'
import { priced } from './money'
import { shortDay } from './period'

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

/** What the amount so far leaves out; nothing where all days are settled. */
export function gapText(outlook: Pick<Outlook, 'days_without_data'>): string {
  const days = outlook.days_without_data
  if (days === 0) return ''
  return days === 1 ? ' One day has no data and is not in it.' : ` ${days} days have no data and are not in it.`
}

/** What is certain, what is most likely, and how far to trust it. */
export function outlookText(outlook: Outlook): string {
  const to = shortDay(outlook.known_to)
  if (outlook.p50 === null) return `Settled to ${to}.${gapText(outlook)} A forecast needs four weeks of history.`
  const [soFar, middle] = [priced(outlook.so_far, outlook.currency), priced(outlook.p50, outlook.currency)]
  return `${soFar} to ${to}, most likely ${middle} in the end.${gapText(outlook)} ${trackText(outlook.tracked)}`.trimEnd()
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
