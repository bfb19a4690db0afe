/** What is wrong with a time zone, in the API server's words; undefined when it is one. */
export function timeZoneError(name: string): string | undefined {
  if (name === '') return 'timeZone must be nil or non-empty string';
  if (!name.split('/').every(isPart)) return `unknown time zone ${name}`;
  if (name.toLowerCase() === 'local') return 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';
  if (name.includes('..')) return 'time: invalid location name';
  return isTimeZone(name) ? undefined : `unknown time zone ${name}`;
}

function isPart(text: string): boolean {
  return text !== '.' && text !== '..' && !text.startsWith('-') && /^[A-Za-z._0-9+-]{1,14}$/.test(text);
}

function isTimeZone(name: string): boolean {
  // Offsets such as +01:00 are zones to Intl but not in the time zone database.
  if (/^[+-]/.test(name)) return false;
  try {
    const known = Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
    // Names are file names: europe/berlin is none.
    return known === name || known.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
}
