/** A status as it goes over the wire: counts of zero, empty texts and empty lists are left out, as their Go fields are `omitempty`. */
export function omitEmpty<T extends object>(status: T): T {
  const wire: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(status)) {
    const empty = value === undefined || value === null || value === 0 || value === '' || (Array.isArray(value) && value.length === 0);
    if (!empty) wire[field] = value;
  }
  return wire as T;
}
