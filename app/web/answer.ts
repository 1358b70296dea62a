import type { ServerResponse } from 'node:http'
import { alwaysHeaders } from '#app/pages/index.ts'

/** Answers with a short text, and keeps nothing of it anywhere. */
export const answerText = (response: ServerResponse, status: number, text: string, headers: object = {}): void => {
  response.writeHead(status, {
    ...alwaysHeaders,
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    ...headers,
  })
  response.end(`${text}\n`)
}

/** Answers with JSON. */
export const answerJson = (response: ServerResponse, status: number, value: object): void => {
  response.writeHead(status, { ...alwaysHeaders, 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(value))
}
