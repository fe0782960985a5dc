/** What usage owes to the weather, in words. */
import type { UtilityName, WeatherFit, WeatherMonth } from '../api/types'
import { usageText } from '../number/units'

/** Such as "In any weather a home uses 9.1 kWh a day, and 1.2 kWh more for each degree below 16 °C." */
export function weatherText(utility: UtilityName, fit: WeatherFit): string {
  const base = `In any weather a home uses ${usageText(utility, Math.round(fit.base))} a day`
  const parts = [side(utility, fit.heating, 'below', fit.heating_below), side(utility, fit.cooling, 'above', fit.cooling_above)].filter((part) => part !== '')
  return parts.length ? `${base}, and ${parts.join(' and ')}.` : `${base}; the weather changes nothing.`
}

function side(utility: UtilityName, slope: number, word: string, point: number): string {
  return slope > 0 ? `${usageText(utility, Math.round(slope))} more for each degree ${word} ${point} °C` : ''
}

/** What an average day of a month used, as it was and in the mean weather of all months. */
export interface Daily {
  month: string
  was: number
  level: number
}

/** In order of months. */
export function daily(months: readonly WeatherMonth[]): Daily[] {
  return months.map(({ month, days, usage, normalised }) => ({ month, was: usage / days, level: Math.max(normalised / days, 0) }))
}

/** How the last whole month compares with the others, once the weather is taken out. */
export function habitText(months: readonly WeatherMonth[]): string {
  const whole = months.filter((month) => month.days >= 28)
  const last = whole.at(-1)
  const others = daily(whole.slice(0, -1))
  if (!last || !others.length) return 'One more whole month, and there is something to compare.'
  const usual = others.reduce((sum, each) => sum + each.level, 0) / others.length
  const more = Math.round((last.normalised / last.days / usual - 1) * 100)
  if (more === 0) return `In ${monthName(last.month)} you used as much as usual for its weather.`
  return `In ${monthName(last.month)} you used ${Math.abs(more)} % ${more > 0 ? 'more' : 'less'} than usual for its weather.`
}

/** "October 2026" */
export function monthName(month: string): string {
  return new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${month}-15T00:00:00Z`))
}
