/** What went wrong, in words with a next step. */

export class ProblemError extends Error {
  constructor(
    readonly title: string,
    readonly detail: string,
    readonly status: number,
  ) {
    super(detail)
  }
}

/** The server's own words if it sent any, else ours for that status. */
export function problemFrom(body: unknown, status: number): ProblemError {
  if (isProblem(body)) return new ProblemError(body.title, body.detail, status)
  if (status >= 500) return new ProblemError('The server had a fault', 'Try again in a minute; if it stays, tell your operator.', status)
  return new ProblemError('That did not work', `The server answered ${status}. Reload the page and try again.`, status)
}

/** No answer at all. */
export function unreachable(): ProblemError {
  return new ProblemError('The server cannot be reached', 'Check your connection; this page tries again by itself.', 0)
}

function isProblem(body: unknown): body is { title: string; detail: string } {
  return typeof body === 'object' && body !== null && typeof (body as { detail?: unknown }).detail === 'string'
}
