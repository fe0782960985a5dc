/** Money of bills: decimal text in a currency. */

const written = new Map<string, Intl.NumberFormat>()

/** "$95.53", "−$5.00"; what a bill says stands to the cent. */
export function priced(amount: string | number, currency: string): string {
  return format(currency, 2).format(Number(amount)).replace('-', '−')
}

/** A unit price as it stands in the tariff: "$0.1725". */
export function unitPrice(price: string, currency: string): string {
  const decimals = Math.max(2, price.split('.')[1]?.length ?? 0)
  return format(currency, decimals).format(Number(price)).replace('-', '−')
}

/** A forecast's range, "$88–97", as fine as it is sure: cents only where a whole unit says nothing. */
export function range(low: string, high: string, currency: string): string {
  const [from, to] = [Number(low), Number(high)]
  const decimals = to < 10 ? 2 : 0
  const [first, last] = [from.toFixed(decimals), to.toFixed(decimals)]
  const money = format(currency, decimals)
  return first === last ? money.format(to) : `${money.format(from)}–${plain(decimals).format(to)}`
}

/** "$53 more", "$12 less", "the same" */
export function moreOrLess(difference: string, currency: string): string {
  const value = Number(difference)
  if (value === 0) return 'the same'
  return `${priced(Math.abs(value), currency)} ${value > 0 ? 'more' : 'less'}`
}

function format(currency: string, decimals: number): Intl.NumberFormat {
  return kept(`${currency} ${decimals}`, { style: 'currency', currency, ...digits(decimals) })
}

function plain(decimals: number): Intl.NumberFormat {
  return kept(`${decimals}`, digits(decimals))
}

function kept(key: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const found = written.get(key) ?? new Intl.NumberFormat('en-US', options)
  written.set(key, found)
  return found
}

function digits(decimals: number): Intl.NumberFormatOptions {
  return { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
}
