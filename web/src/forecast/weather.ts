/** What usage owes to the weather, in words. */
import type { UtilityName, WeatherFit } from '../api/types'
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
