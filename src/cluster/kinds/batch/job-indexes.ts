/** How many indexes a list such as `0,2-4` names, of which all are below the number of completions; or what is wrong with it. */
export function countIndexes(text: string, completions: number): { count: number; fault?: string } {
  if (text === '') return { count: 0 };
  let count = 0;
  let last = -1;
  for (const part of text.split(',')) {
    const ends = part.split('-');
    const numbers: number[] = [];
    if (ends.length > 2) {
      return {
        count: 0,
        fault: `the fragment "${part}" violates the requirement that an index interval can have at most two parts separated by '-'`,
      };
    }
    for (const end of ends) {
      if (!/^\+?[0-9]+$/.test(end)) return { count: 0, fault: `cannot convert string to integer for index: "${end}"` };
      if (Number(end) >= completions) return { count: 0, fault: `too large index: "${end}"` };
      numbers.push(Number(end));
    }
    const [start = 0, end = start] = numbers;
    if (numbers.length > 1 && start >= end) return { count: 0, fault: `non-increasing order, previous: ${start}, current: ${end}` };
    if (last >= start) return { count: 0, fault: `non-increasing order, previous: ${last}, current: ${start}` };
    count += end - start + 1;
    last = end;
  }
  return { count };
}
