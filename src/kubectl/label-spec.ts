import { setOwn } from '../api/json.ts';
import { UserError } from '../api/user-error.ts';

/** `app=web,tier=front` of `run --labels` and `expose --selector`. Throws UserError for anything else; the server judges keys and values. */
export function parseLabelSpec(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const spec of text.split(',')) {
    const [key = '', value, ...more] = spec.split('=');
    if (value === undefined || more.length > 0) throw new UserError(`unexpected label spec: ${spec}`);
    if (key === '') throw new UserError('unexpected empty label key');
    setOwn(labels, key, value);
  }
  return labels;
}
