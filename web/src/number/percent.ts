/** Shares as percentages. */

/** A share of 0 to 1, such as "99.97 %"; only a full match says 100. */
export function percent(share: number): string {
  if (share === 1) return '100 %'
  const cut = Math.floor(share * 10_000) / 100
  return `${cut.toFixed(cut >= 99 ? 2 : 1)} %`
}
