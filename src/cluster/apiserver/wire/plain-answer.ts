/** An answer that is no object of the API: text, or a document that comes as it is. */
export interface PlainAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** In place of a text. */
  bytes?: Uint8Array;
}

export function textAnswer(body: string, status = 200, headers: Record<string, string> = {}): PlainAnswer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff', ...headers }, body };
}

export function jsonAnswer(json: string, headers: Record<string, string> = {}): PlainAnswer {
  return { status: 200, headers: { 'content-type': 'application/json', ...headers }, body: json };
}

/** What Go's HTTP server says where nothing is. */
export function pageNotFound(): PlainAnswer {
  return textAnswer('404 page not found\n', 404);
}
