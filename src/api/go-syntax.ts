import { goFloat, goQuote } from './go-text.ts';

/** `%#v` of decoded JSON: Go's own notation, as kubectl dumps what a template could not be applied to. */
export function goSyntax(value: unknown, mapType = 'map[string]interface {}'): string {
  const show = (item: unknown): string => {
    if (item === null || item === undefined) return 'interface {}(nil)';
    if (typeof item === 'string') return goQuote(item);
    if (typeof item === 'number') return Number.isSafeInteger(item) ? String(item) : goFloat(item);
    if (typeof item !== 'object') return String(item);
    if (Array.isArray(item)) return `[]interface {}{${item.map(show).join(', ')}}`;
    const fields = Object.entries(item).filter(([, field]) => field !== undefined);
    fields.sort(([a], [b]) => (a < b ? -1 : 1));
    return `${mapType}{${fields.map(([key, field]) => `${goQuote(key)}:${show(field)}`).join(', ')}}`;
  };
  return show(value);
}
