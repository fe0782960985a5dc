/** The receipt of an amount of usage: registers, run, readings, quality. */
import { api, take } from '../api/client'
import type { Receipt, UtilityName } from '../api/types'
import { MARK_WORDS, markOf } from '../number/marks'
import { usageText } from '../number/units'
import { readQuality } from '../quality/read'
import { because } from '../quality/words'
import { serverClock } from '../time/server-clock.svelte'
import { moment, span } from '../time/words'
import { UTILITY_LABELS } from '../utility/utilities'
import { registerText } from './register'
import { receipts, type Slip } from './receipts.svelte'
import { BASIS_WORDS, LAYER_WORDS, registerCount } from './words'

const INTERVAL_MS = 900_000

export interface UsageSpan {
  userId: number
  utility: UtilityName
  start: number
  end: number
  zone: string
}

/** Opens the receipt of one home's usage from start to end. */
export function openUsageReceipt(what: UsageSpan): void {
  const title = `${UTILITY_LABELS[what.utility]}, ${span(what.start, what.end, what.zone)}`
  void receipts.open(title, usageSlip(what))
}

async function usageSlip(what: UsageSpan): Promise<Slip> {
  const { userId: user_id, utility, start, end, zone } = what
  const path = { user_id, utility }
  const [receipt, why] = await Promise.all([
    take(api.GET('/v1/usage/{user_id}/{utility}/receipt', { params: { path, query: { start, end } } })),
    end - start === INTERVAL_MS ? readQuality(user_id, utility, start + 1, zone) : null,
  ])
  const figure = receipt.usage === null ? 'no data' : usageText(utility, receipt.usage)
  const reasons = why ? because(why, start) : []
  return { figure, sentence: receipt.sentence, facts: [...facts(receipt, utility, zone), ...reasons] }
}

function facts(receipt: Receipt, utility: UtilityName, zone: string): [string, string][] {
  const rows: [string, string | null][] = [
    ['State', MARK_WORDS[markOf(receipt)]],
    ['Answered by', LAYER_WORDS[receipt.layer]],
    ['Run', receipt.run && `${receipt.run.run_id}, published ${when(receipt.run.published_at, zone)}`],
    ['Worked out from', receipt.basis && BASIS_WORDS[receipt.basis]],
    ['Readings counted', receipt.readings?.toLocaleString('en') ?? null],
    ['Register at start', register(receipt.from_register, receipt.from_at, utility, zone)],
    ['Register at end', register(receipt.to_register, receipt.to_at, utility, zone)],
    ...receipt.register_events.map((event, index): [string, string] => {
      const name = receipt.register_events.length > 1 ? `What happened (${index + 1})` : 'What happened'
      return [name, registerText(event, serverClock.now, zone)]
    }),
  ]
  return rows.filter((row): row is [string, string] => row[1] !== null)
}

function register(value: number | null, at: number | null, utility: UtilityName, zone: string): string | null {
  if (value === null) return null
  const read = at === null ? '' : `, read ${moment(at, zone)}`
  return `${registerCount(utility, value)}${read}`
}

function when(at: number | null, zone: string): string {
  return at === null ? 'not yet' : moment(at, zone)
}
