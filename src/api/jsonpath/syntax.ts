/** A template: literal text and actions (`{…}`), each a chain of steps that starts at the current object. */
export type Part = { type: 'text'; text: string } | { type: 'action'; steps: readonly Step[] };

export type Step =
  | { type: 'text'; text: string }
  | { type: 'field'; name: string }
  | { type: 'slice'; start?: number; end?: number; step?: number; /** Written as one index: `end` follows from `start`. */ single: boolean }
  | { type: 'wildcard' }
  | { type: 'descend' }
  | { type: 'filter'; left: readonly Step[]; operator: string; right: readonly Step[] }
  | { type: 'union'; branches: readonly (readonly Step[])[] }
  | { type: 'literal'; value: number | boolean; kind: 'int' | 'float64' | 'bool' }
  | { type: 'identifier'; name: string };

/** What a template breaks, in kubectl's words. */
export class JsonPathSyntaxError extends Error {}
