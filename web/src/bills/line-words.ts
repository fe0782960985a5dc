/** A line's arithmetic, so that a reader can do it again. */
import type { BillLine } from '../api/types'
import { moment } from '../time/words'
import { priced, unitPrice } from './money'

const BASE = 1e6 // mWh in a kWh, mL in a cubic metre
const MJ_A_KWH = 3.6
const QUARTER_MS = 15 * 60_000
const NAMES: Record<string, string> = { 'standing charge': 'Standing charge', 'price cap': 'Price cap', export: 'Fed into the grid' }

type Worked = Pick<BillLine, 'kind' | 'quantity' | 'unit' | 'price' | 'factors' | 'note' | 'spans'>

/** The line's name as a heading: "Evening", "Gas, block 2". */
export function lineName(name: string): string {
  return NAMES[name] ?? name.charAt(0).toUpperCase() + name.slice(1)
}

/** Such as "435.514 kWh × $0.1725" or "6.25 % of $91.20"; instants are told in `zone`. */
export function arithmetic(line: Worked, currency: string, zone: string): string {
  const price = unitPrice(line.price, currency)
  switch (line.kind) {
    case 'tax':
      return `${percent(line.price)} % of ${priced(line.quantity * Number(line.unit.split(' ')[0]), currency)}`
    case 'cap':
      return line.note
    case 'peak':
      return `${amount((line.quantity * 4) / BASE, 3)} kW × ${price}, ${peakAt(line, zone)}`
    case 'standing':
      return `${line.quantity} ${line.quantity === 1 ? 'day' : 'days'} × ${price}`
    default:
      return line.factors.length ? `${quantityText(line)} = ${amount(energyOf(line), 3)} kWh × ${price}` : `${quantityText(line)} × ${price}`
  }
}

/** "Fri 30 Oct, 08:00" out of "interval 33 of 2026-10-30", which counts from the day's first instant. */
function peakAt(line: Worked, zone: string): string {
  const [number, day] = [/^interval (\d+) of /.exec(line.note)?.[1], line.spans[0]]
  return number && day ? moment(day.from + (Number(number) - 1) * QUARTER_MS, zone) : line.note
}

/** What was metered, in kWh or m³ to three decimals. */
export function quantityText(line: Pick<BillLine, 'quantity' | 'unit'>): string {
  if (line.unit === 'mWh') return `${amount(line.quantity / BASE, 3)} kWh`
  if (line.unit === 'mL') return `${amount(line.quantity / BASE, 3)} m³`
  return `${line.quantity.toLocaleString('en')} ${line.unit}`
}

/** The energy of a volume, by the line's own factors, kWh. */
function energyOf(line: Worked): number {
  return line.factors.reduce((product, factor) => product * Number(factor.value), line.quantity / BASE) / MJ_A_KWH
}

function percent(rate: string): string {
  return (Number(rate) * 100).toLocaleString('en', { maximumFractionDigits: 4 })
}

function amount(value: number, decimals: number): string {
  return value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
}
