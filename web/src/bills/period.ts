/** Billing periods in words; days are local civil days, written as 2026-10-31. */

const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' })
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const DAY_AND_YEAR = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
const DAY_MS = 86_400_000

/** "31 Oct" */
export function shortDay(day: string): string {
  return DAY.format(noon(day))
}

/** "October 2026" for a calendar month, else "14 Oct to 13 Nov 2026". */
export function periodName(first: string, last: string): string {
  if (isMonth(first, last)) return MONTH.format(noon(first))
  return `${shortDay(first)} to ${DAY_AND_YEAR.format(noon(last))}`
}

/** "1 Oct 2025 to 31 Oct 2026" */
export function datesText(first: string, last: string): string {
  return `${DAY_AND_YEAR.format(noon(first))} to ${DAY_AND_YEAR.format(noon(last))}`
}

/** "1 to 31 Oct"; one day is its name alone. */
export function daysText(first: string, last: string): string {
  if (first === last) return shortDay(first)
  const sameMonth = first.slice(0, 7) === last.slice(0, 7)
  return `${sameMonth ? Number(first.slice(8)) : shortDay(first)} to ${shortDay(last)}`
}

/** How many days from `first` to `last`, both included. */
export function daysIn(first: string, last: string): number {
  return Math.round((noon(last) - noon(first)) / DAY_MS) + 1
}

function isMonth(first: string, last: string): boolean {
  const following = new Date(noon(last) + DAY_MS)
  return first.endsWith('-01') && first.slice(0, 7) === last.slice(0, 7) && following.getUTCDate() === 1
}

function noon(day: string): number {
  return Date.parse(`${day}T12:00:00Z`)
}
