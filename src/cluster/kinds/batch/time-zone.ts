/** What is wrong with a time zone, in the API server's words; undefined when it is one. */
export function timeZoneError(name: string): string | undefined {
  if (name === '') return 'timeZone must be nil or non-empty string';
  if (name.toLowerCase() === 'local') return 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';
  if (name.includes('..') || /^[/\\]/.test(name)) return 'time: invalid location name';
  return isTimeZone(name) ? undefined : `unknown time zone ${name}`;
}

function isTimeZone(name: string): boolean {
  // Offsets such as +01:00 are zones to Intl but not in the time zone database.
  if (/^[+-]/.test(name)) return false;
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
