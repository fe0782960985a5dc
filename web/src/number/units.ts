/** Amounts and demands in base units, written in the unit that suits their size. */
import type { UtilityName } from '../api/types'

export interface Scale {
  factor: number
  label: string
}

type Ladder = readonly (readonly [factor: number, label: string])[]

const ENERGY: Ladder = [[1e3, 'Wh'], [1e6, 'kWh'], [1e9, 'MWh'], [1e12, 'GWh']]
const POWER: Ladder = [[1, 'W'], [1e3, 'kW'], [1e6, 'MW'], [1e9, 'GW']]
// Gas is read in cubic metres even when it is little; water begins with litres.
const USAGE: Record<UtilityName, Ladder> = {
  electricity: ENERGY,
  export: ENERGY,
  gas: [[1e6, 'm³']],
  water: [[1e3, 'L'], [1e6, 'm³']],
}
const DEMAND: Record<UtilityName, Ladder> = {
  electricity: POWER,
  export: POWER,
  gas: [[1e3, 'm³/h']],
  water: [[1, 'L/h'], [1e3, 'm³/h']],
}

/** The unit for usage (mWh, mL) up to `largest`. */
export function usageScale(utility: UtilityName, largest: number): Scale {
  return step(USAGE[utility], largest)
}

/** The unit for demand (W, L/h) up to `largest`. */
export function demandScale(utility: UtilityName, largest: number): Scale {
  return step(DEMAND[utility], largest)
}

/** `value` in the scale's unit, with as many decimals as its size deserves. */
export function inScale(value: number, scale: Scale): string {
  const scaled = value / scale.factor
  const decimals = scale.factor === 1 || scaled === 0 ? 0 : decimalsFor(Math.abs(scaled))
  return scaled.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
}

/** Usage with its unit, such as "1.24 kWh". */
export function usageText(utility: UtilityName, value: number): string {
  const scale = usageScale(utility, value)
  return `${inScale(value, scale)} ${scale.label}`
}

/** Demand with its unit, such as "412 W". */
export function demandText(utility: UtilityName, value: number): string {
  const scale = demandScale(utility, value)
  return `${inScale(value, scale)} ${scale.label}`
}

function step(ladder: Ladder, largest: number): Scale {
  const size = Math.abs(largest)
  const [factor, label] = ladder.findLast(([floor]) => size >= floor) ?? ladder[0]!
  return { factor, label }
}

function decimalsFor(size: number): number {
  if (size >= 99.95) return 0
  return size >= 9.995 ? 1 : 2
}
