const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const LONG_DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** `date [+FORMAT]`, in UTC. */
export function formatDate(args: readonly string[], at: number): string {
  const format =
    args.find((argument) => argument.startsWith('+'))?.slice(1) ??
    (args.some((argument) => /^-I/.test(argument)) ? '%Y-%m-%d' : '%a %b %e %H:%M:%S UTC %Y');
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const known: Readonly<Record<string, string>> = {
    a: DAYS[date.getUTCDay()]!,
    A: LONG_DAYS[date.getUTCDay()]!,
    b: MONTHS[date.getUTCMonth()]!,
    d: two(date.getUTCDate()),
    e: String(date.getUTCDate()).padStart(2, ' '),
    F: date.toISOString().slice(0, 10),
    H: two(date.getUTCHours()),
    j: String(Math.floor((at - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1).padStart(3, '0'),
    m: two(date.getUTCMonth() + 1),
    M: two(date.getUTCMinutes()),
    N: String(date.getUTCMilliseconds() * 1_000_000).padStart(9, '0'),
    s: String(Math.floor(at / 1000)),
    S: two(date.getUTCSeconds()),
    T: date.toISOString().slice(11, 19),
    y: two(date.getUTCFullYear() % 100),
    Y: String(date.getUTCFullYear()),
    Z: 'UTC',
    z: '+0000',
    '%': '%',
  };
  return format.replace(/%([a-zA-Z%])/g, (whole, letter: string) => known[letter] ?? whole);
}

/** The format is used again until all arguments are. */
export function printf([format = '', ...args]: readonly string[]): string {
  const rest = [...args];
  let text = '';
  do {
    text += unescape(format).replace(/%(-?\d*(?:\.\d+)?)([sdi%bcxu])/g, (_, width: string, kind: string) => {
      if (kind === '%') return '%';
      const value = rest.shift() ?? (kind === 's' || kind === 'b' ? '' : '0');
      const shown =
        kind === 'x'
          ? Number(value).toString(16)
          : kind === 'd' || kind === 'i'
            ? String(Math.trunc(Number(value) || 0))
            : kind === 'b'
              ? unescape(value)
              : value;
      const size = Math.abs(Number.parseInt(width, 10) || 0);
      const zero = /^0/.test(width) && kind !== 's';
      return width.startsWith('-') ? shown.padEnd(size) : shown.padStart(size, zero ? '0' : ' ');
    });
  } while (rest.length > 0 && /%[^%]/.test(format));
  return text;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', a: '\x07', b: '\b', e: '\x1b' };

export function unescape(text: string): string {
  return text.replace(/\\(0[0-7]{1,3}|x[0-9a-fA-F]{1,2}|[\s\S])/g, (whole, code: string) => {
    if (/^0[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
    if (/^x/.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return ESCAPES[code] ?? whole;
  });
}
