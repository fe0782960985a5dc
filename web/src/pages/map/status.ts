/** How the homes of counties are, in words. */
import type { County } from '../../api/types'

type Counts = NonNullable<County['status']>

/** Such as "62 normal, 1 with an alert, 1 silent"; what there is none of is left out. */
export function statusText({ normal, anomalous, silent }: Counts): string {
  const count = (value: number): string => value.toLocaleString('en')
  const odd = [anomalous ? `${count(anomalous)} with an alert` : '', silent ? `${count(silent)} silent` : '']
  return [`${count(normal)} normal`, ...odd].filter(Boolean).join(', ')
}

/** The sum over the counties that tell; null if none does. */
export function statusTotal(counties: readonly County[]): Counts | null {
  const told = counties.flatMap((county) => county.status ?? [])
  if (told.length === 0) return null
  const sum = (name: keyof Counts): number => told.reduce((total, status) => total + status[name], 0)
  return { normal: sum('normal'), anomalous: sum('anomalous'), silent: sum('silent') }
}
