/** Civil time of a home: its days are 23, 24 or 25 hours long. All instants are UTC milliseconds. */
import { TZDate } from '@date-fns/tz'
import { addDays, addMonths, startOfDay, startOfMonth } from 'date-fns'

const QUARTER_MS = 15 * 60_000

/** The last local midnight at or before `at`. */
export function dayStart(at: number, zone: string): number {
  return +startOfDay(new TZDate(at, zone))
}

/** The local midnight `days` days away from the one that starts `at`'s day. */
export function dayAway(at: number, days: number, zone: string): number {
  return +startOfDay(addDays(startOfDay(new TZDate(at, zone)), days))
}

/** The local midnight at which the month begins that is `months` months away from `at`'s. */
export function monthAway(at: number, months: number, zone: string): number {
  return +startOfMonth(addMonths(startOfMonth(new TZDate(at, zone)), months))
}

/** The local day that holds `at`, as 2026-03-08. */
export function isoDay(at: number, zone: string): string {
  const local = new TZDate(at, zone)
  const two = (number: number): string => String(number).padStart(2, '0')
  return `${local.getFullYear()}-${two(local.getMonth() + 1)}-${two(local.getDate())}`
}

/** The instants in [from, to] at which a local clock shows a whole multiple of `hours`. */
export function hourTicks(from: number, to: number, hours: number, zone: string): number[] {
  const ticks: number[] = []
  for (let at = Math.ceil(from / QUARTER_MS) * QUARTER_MS; at <= to; at += QUARTER_MS) {
    const local = new TZDate(at, zone)
    if (local.getMinutes() === 0 && local.getHours() % hours === 0) ticks.push(at)
  }
  return ticks
}
