/** What is foretold by hour: its shape in a chart, and how good such forecasts were, in words. */
import type { ForecastHour, ForecastScore, UsageValue } from '../api/types'

export type Place = (value: number) => number

/** Outlines of the band from P10 to P90, and the line of P50, as paths; hours that do not meet begin anew. */
export function outlines(hours: readonly ForecastHour[], x: Place, y: Place): { band: string; middle: string } {
  const parts = runs(hours)
  const band = parts.map((part) => {
    const top = part.flatMap((hour) => [at(x, y, hour.start, hour.p90), at(x, y, hour.end, hour.p90)])
    const bottom = part.toReversed().flatMap((hour) => [at(x, y, hour.end, hour.p10), at(x, y, hour.start, hour.p10)])
    return `M${[...top, ...bottom].join('L')}Z`
  })
  const middle = parts.map((part) => `M${part.flatMap((hour) => [at(x, y, hour.start, hour.p50), at(x, y, hour.end, hour.p50)]).join('L')}`)
  return { band: band.join(''), middle: middle.join('') }
}

function runs(hours: readonly ForecastHour[]): ForecastHour[][] {
  const found: ForecastHour[][] = []
  for (const hour of hours) {
    const last = found.at(-1)
    if (last && last.at(-1)?.end === hour.start) last.push(hour)
    else found.push([hour])
  }
  return found
}

function at(x: Place, y: Place, instant: number, value: number): string {
  return `${x(instant).toFixed(1)} ${y(value).toFixed(1)}`
}

/** The sum of the middles. */
export function expected(hours: readonly ForecastHour[]): number {
  return hours.reduce((sum, hour) => sum + hour.p50, 0)
}

/** The hour with the greatest middle. */
export function busiest(hours: readonly ForecastHour[]): ForecastHour | null {
  return hours.reduce<ForecastHour | null>((most, hour) => (most && most.p50 >= hour.p50 ? most : hour), null)
}

export interface Came {
  start: number
  end: number
  usage: number
}

/** What came in the hours that are over, where all of it is known. */
export function came(hours: readonly ForecastHour[], values: readonly UsageValue[]): Came[] {
  return hours.flatMap(({ start, end }) => {
    const inside = values.filter((value) => start <= value.start && value.end <= end && value.usage !== null)
    const known = inside.reduce((sum, value) => sum + value.end - value.start, 0)
    return known === end - start ? [{ start, end, usage: inside.reduce((sum, value) => sum + (value.usage ?? 0), 0) }] : []
  })
}

/** Round values from 0 to at least `top`, about four of them. */
export function levels(top: number): number[] {
  const rough = top / 3
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((times) => times * power).find((size) => size >= rough) ?? rough
  return Array.from({ length: Math.ceil(top / step) + 1 }, (_, index) => index * step)
}

/** How good the last forecasts were. */
export function scoreText(score: ForecastScore): string {
  const days = `Over ${score.days} ${score.days === 1 ? 'day' : 'days'}`
  const inside = `${days}, ${Math.round(score.coverage * 100)} % of the hours came out inside the band; 80 % is the aim.`
  if (score.ratio === null) return inside
  const closer = Math.round((1 - score.ratio) * 100)
  if (closer === 0) return `${inside} The line was as close as last week's same hours.`
  return `${inside} The line was ${Math.abs(closer)} % ${closer > 0 ? 'closer' : 'further off'} than last week's same hours.`
}
