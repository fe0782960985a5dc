/** Instants, spans and ages in words, in the zone they are read in. */

const written = new Map<string, Intl.DateTimeFormat>()

/** "14:03" */
export function clock(at: number, zone: string): string {
  return format(at, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
}

/** "14:03:20" */
export function clockSeconds(at: number, zone: string): string {
  return format(at, zone, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
}

/** "Sat 21 Nov" */
export function day(at: number, zone: string): string {
  return format(at, zone, { weekday: 'short', day: 'numeric', month: 'short' }).replace(',', '')
}

/** "Sat 21 Nov" of a civil day written as 2026-11-21, wherever it was lived. */
export function civilDay(iso: string): string {
  return day(Date.parse(`${iso}T12:00:00Z`), 'UTC')
}

/** "Sat 21 Nov, 14:03" */
export function moment(at: number, zone: string): string {
  return `${day(at, zone)}, ${clock(at, zone)}`
}

/** "Sat 21 Nov, 14:00 to 14:15"; whole days are their names alone. */
export function span(start: number, end: number, zone: string): string {
  const [first, last] = [day(start, zone), day(end - 1, zone)]
  if (clock(start, zone) === '00:00' && clock(end, zone) === '00:00') return first === last ? first : `${first} to ${last}`
  if (first === last) return `${moment(start, zone)} to ${clock(end, zone)}`
  return `${moment(start, zone)} to ${moment(end, zone)}`
}

/** "20 s", "4 min", "3 h", "2 days" */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 90) return `${seconds} s`
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`
  if (seconds < 129_600) return `${Math.round(seconds / 3600)} h`
  return `${Math.round(seconds / 86_400)} days`
}

/** "New York" of "America/New_York". */
export function zoneName(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ')
}

function format(at: number, zone: string, options: Intl.DateTimeFormatOptions): string {
  const key = `${zone} ${JSON.stringify(options)}`
  let formatter = written.get(key)
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options })
    written.set(key, formatter)
  }
  return formatter.format(at)
}
