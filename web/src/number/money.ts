/** Money as the API writes it: Decimal text in the account's currency. */

const SIGN = '$'
const LEAST = 0.01

/** Such as "$12.50"; too little to pay is said so. */
export function moneyText(amount: string): string {
  const value = Number(amount)
  if (value > 0 && value < LEAST) return `less than ${SIGN}0.01`
  return SIGN + value.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
}
