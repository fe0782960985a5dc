/** Lines of small charts in a box of 100 by 100: time to the right, amounts from 0 upwards, broken where nothing is known. */

export interface Spot {
  at: number
  value: number | null
}

export interface Frame {
  from: number
  to: number
  /** Spots further apart than one and a half of this have something missing between them. */
  everyMs: number
  top: number
}

/** A path along the spots. */
export function line(spots: readonly Spot[], frame: Frame): string {
  return stretches(spots, frame).map((own) => `M${own.join('L')}`).join('')
}

/** What lies below the line. */
export function area(spots: readonly Spot[], frame: Frame): string {
  const ground = (point: string): string => `${point.split(' ')[0]} 100`
  return stretches(spots, frame).map((own) => `M${[ground(own[0]!), ...own, ground(own.at(-1)!)].join('L')}Z`).join('')
}

/** The spot nearest to an instant; null where there is none. */
export function nearest<T extends { at: number }>(spots: readonly T[], at: number): T | null {
  return spots.reduce<T | null>((best, spot) => (best && Math.abs(best.at - at) <= Math.abs(spot.at - at) ? best : spot), null)
}

function stretches(spots: readonly Spot[], { from, to, everyMs, top }: Frame): string[][] {
  const found: string[][] = []
  let last = -Infinity
  for (const { at, value } of spots) {
    if (value === null || at < from) continue
    if (at - last > 1.5 * everyMs) found.push([])
    found.at(-1)!.push(`${round((100 * (at - from)) / (to - from))} ${round(100 - (100 * value) / top)}`)
    last = at
  }
  return found
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
