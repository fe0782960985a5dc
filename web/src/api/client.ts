/** The typed client, and the one way to take its answers. */
import createClient from 'openapi-fetch'
import { ProblemError, problemFrom, unreachable } from './problem'
import type { paths } from './schema'

export const api = createClient<paths>({ baseUrl: location.origin })

type Answer<T> = { data?: T; error?: unknown; response: Response }

/** The answer's body. Throws ProblemError, also when no answer came. */
export async function take<T>(request: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>
  try {
    answer = await request
  } catch (cause) {
    throw cause instanceof ProblemError ? cause : unreachable()
  }
  if (!answer.response.ok) throw problemFrom(answer.error, answer.response.status)
  return answer.data as T
}
