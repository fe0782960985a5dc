/** The range of the colour scale: round numbers that stay while they fit, so that colours keep their meaning. */

export interface Bounds {
  low: number
  high: number
}

const MOST_STEPS = 6
const LEAST_USED = 0.5

/** Round bounds around the values; `before` is kept while it holds all of them and they use half of it. */
export function bounds(values: readonly number[], before: Bounds | null): Bounds {
  if (values.length === 0) return before ?? { low: 0, high: 1 }
  const least = Math.min(...values)
  const most = Math.max(...values)
  if (before && fits(before, least, most)) return before
  const step = roundStep((most - least || Math.abs(most) || 1) / MOST_STEPS)
  return { low: Math.floor(least / step) * step, high: Math.max(Math.ceil(most / step), Math.floor(least / step) + 1) * step }
}

/** Where a value lies between the bounds, 0 to 1. */
export function level(value: number, { low, high }: Bounds): number {
  return Math.min(1, Math.max(0, (value - low) / (high - low)))
}

function fits(before: Bounds, least: number, most: number): boolean {
  const inside = least >= before.low && most <= before.high
  return inside && most - least >= LEAST_USED * (before.high - before.low)
}

function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step))
  const nice = [1, 2, 5, 10].find((factor) => factor * power >= step) ?? 10
  return nice * power
}
