/**
 * A two-way line of texts, one JSON-RPC message each, in order: a WebSocket, a MessagePort, or two ends in one test.
 * Each side listens once. Nothing comes after `onClose`.
 */
export interface Port {
  /** Sends a text; silently nothing once closed. */
  send(text: string): void
  onMessage(listener: (text: string) => void): void
  onClose(listener: () => void): void
  close(): void
}

/** Longest message taken in, in bytes of UTF-8. Answers may be longer. */
export const MOST_MESSAGE_BYTES = 1 << 20
