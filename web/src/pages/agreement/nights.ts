/** Nights of all zones put together by day. */
import type { Match, Night, UtilityMatch } from '../../api/types'
import { UTILITIES } from '../../utility/utilities'

export interface Day extends Match {
  day: string
  nights: readonly Night[]
}

/** One entry a day, the oldest first; of a zone's runs over a day the newest counts, with what was corrected since. */
export function byDay(nights: readonly Night[]): Day[] {
  const newest = new Map<string, Night>()
  for (const night of nights.filter((each) => each.only_points === null)) {
    const key = `${night.day} ${night.zone}`
    if ((newest.get(key)?.run_id ?? 0) < night.run_id) newest.set(key, night)
  }
  const counted = [...newest.values()].map((night) => withCorrections(night, nights))
  const days = [...new Set(counted.map((night) => night.day))].sort()
  return days.map((day) => {
    const own = counted.filter((night) => night.day === day)
    return { day, nights: own, ...sum(own) }
  })
}

/** A night, and of the runs that settled some of its homes again the differences that corrections made. */
function withCorrections(night: Night, nights: readonly Night[]): Night {
  const later = nights.filter(
    (each) => each.only_points !== null && each.day === night.day && each.zone === night.zone && each.run_id > night.run_id,
  )
  const utilities = night.utilities.map((own) => {
    const same = later.flatMap((each) => each.utilities.filter((other) => other.utility === own.utility))
    return { ...own, ...corrected(own, same) }
  })
  return { ...night, ...corrected(night, later), utilities }
}

function corrected(whole: Match, later: readonly Match[]): Match {
  const count = later.reduce((before, each) => before + (each.explained['correction'] ?? 0), 0)
  const { compared, unexplained } = whole
  const explained = count ? { ...whole.explained, correction: (whole.explained['correction'] ?? 0) + count } : whole.explained
  const matched = whole.matched - count
  return { compared, matched, explained, unexplained, share: compared ? matched / compared : 1 }
}

/** Counts added up. */
export function sum(parts: readonly Match[]): Match {
  const found = { compared: 0, matched: 0, explained: {} as Record<string, number>, unexplained: 0 }
  for (const part of parts) {
    found.compared += part.compared
    found.matched += part.matched
    found.unexplained += part.unexplained
    for (const [cause, count] of Object.entries(part.explained)) found.explained[cause] = (found.explained[cause] ?? 0) + count
  }
  return { ...found, share: found.compared ? found.matched / found.compared : 1 }
}

/** A day's utilities in the usual order; of several zones the widest p50 and p99, which no zone exceeds. */
export function byUtility(day: Day): UtilityMatch[] {
  const all = day.nights.flatMap((night) => night.utilities)
  return UTILITIES.flatMap((utility) => {
    const own = all.filter((each) => each.utility === utility)
    const widest = (name: 'p50' | 'p99'): number => Math.max(...own.map((each) => each[name]))
    return own.length ? [{ utility, ...sum(own), p50: widest('p50'), p99: widest('p99') }] : []
  })
}

/** What a day came to, in one sentence or two. */
export function sentence(day: Day): string {
  const different = day.compared - day.matched
  if (different === 0) return 'Every settled reading is the one that was shown live.'
  const what = different === 1 ? '1 reading differs' : `${different.toLocaleString('en')} readings differ`
  if (day.unexplained === 0) return `${what}, each for a known reason.`
  return `${what}, and ${day.unexplained.toLocaleString('en')} of them without a reason: that is a fault of ours.`
}
