import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTablePrinter, type TableOptions } from '../../../src/kubectl/printers/table.ts';
import { alignTabs, describeTabs, tableTabs } from '../../../src/kubectl/printers/tabwriter.ts';

const column = (name: string, priority = 0) => ({ name, type: 'string', format: name === 'Name' ? 'name' : '', priority });
const labels = (tier: string) => ({ app: 'web', 'example.com/part': 'p', tier });
const table = {
  columnDefinitions: [column('Name'), column('Ready'), column('Num'), column('Wide', 1), column('Age')],
  rows: [
    { cells: ['web', '1/1', 5, 'w', '3m'], object: { metadata: { namespace: 'other-namespace', labels: labels('x0') } } },
    { cells: ['longer-name-here', 'x\ny', 0, null, '<unknown>'], object: { metadata: { namespace: 'default' } } },
    { cells: ['esc', '\x1b[31m', 1.5, '', ''], object: { metadata: { namespace: 'default', labels: labels('x2') } } },
  ],
};

function print(options: TableOptions, kind?: string): string {
  let out = '';
  const printer = createTablePrinter((text) => (out += text), options);
  printer.print(table, { kind });
  printer.flush();
  return out;
}

/** As kubectl v1.36 printed this table. */
test.each<[TableOptions, string | undefined, string]>([
  [
    {},
    undefined,
    'NAME               READY    NUM   AGE\nweb                1/1      5     3m\nlonger-name-here   x...     0     <unknown>\nesc                ^[[31m   1.5   \n',
  ],
  [
    { wide: true },
    undefined,
    'NAME               READY    NUM   WIDE   AGE\nweb                1/1      5     w      3m\nlonger-name-here   x...     0            <unknown>\nesc                ^[[31m   1.5          \n',
  ],
  [
    { noHeaders: true },
    undefined,
    'web                1/1      5     3m\nlonger-name-here   x...     0     <unknown>\nesc                ^[[31m   1.5   \n',
  ],
  [
    {},
    'deployment.apps',
    'NAME                               READY    NUM   AGE\ndeployment.apps/web                1/1      5     3m\ndeployment.apps/longer-name-here   x...     0     <unknown>\ndeployment.apps/esc                ^[[31m   1.5   \n',
  ],
  [
    { labelColumns: ['app', 'example.com/part'] },
    undefined,
    'NAME               READY    NUM   AGE         APP   PART\nweb                1/1      5     3m          web   p\nlonger-name-here   x...     0     <unknown>         \nesc                ^[[31m   1.5               web   p\n',
  ],
  [
    { labelColumns: ['tier'], showLabels: true, withNamespace: true },
    undefined,
    'NAMESPACE         NAME               READY    NUM   AGE         TIER   LABELS\nother-namespace   web                1/1      5     3m          x0     app=web,example.com/part=p,tier=x0\ndefault           longer-name-here   x...     0     <unknown>          <none>\ndefault           esc                ^[[31m   1.5               x2     app=web,example.com/part=p,tier=x2\n',
  ],
])('%j %s', (options, kind, text) => expect(print(options, kind)).toBe(text));

describe('groups and watches', () => {
  const rows = (...names: string[]) => ({
    columnDefinitions: [column('Name'), column('Age')],
    rows: names.map((name) => ({ cells: [name, '1s'] })),
  });
  const script = (options: TableOptions, run: (printer: ReturnType<typeof createTablePrinter>) => void): string => {
    let out = '';
    const printer = createTablePrinter((text) => (out += text), options);
    run(printer);
    printer.flush();
    return out;
  };

  test('an empty line and new widths between kinds; a kind without rows leaves no trace', () => {
    const run = (options: TableOptions): string =>
      script(options, (printer) => {
        printer.print(rows('a-long-name'), { kind: 'pod' });
        printer.startGroup();
        printer.print(rows());
        printer.print(rows('b'), { kind: 'node' });
      });
    expect(run({})).toBe('NAME              AGE\npod/a-long-name   1s\n\nNAME     AGE\nnode/b   1s\n');
    expect(run({ noHeaders: true })).toBe('pod/a-long-name   1s\nnode/b   1s\n');
  });

  test('widths are kept from row to row of a watch', () => {
    const out = script({ outputEvents: true }, (printer) => {
      for (const [event, name] of [
        ['ADDED', 'long-name'],
        ['MODIFIED', 'a'],
        ['DELETED', 'a'],
      ] as const) {
        printer.print(rows(name), { event });
        printer.flush();
      }
    });
    expect(out).toBe('EVENT      NAME        AGE\nADDED      long-name   1s\nMODIFIED   a           1s\nDELETED    a           1s\n');
  });
});

describe('alignTabs', () => {
  test.each([
    ['a\tb\nlonger\tc\n', describeTabs, 'a       b\nlonger  c\n'],
    ['Name:\tweb\nLabels:\ta=b\n\tc=d\n', describeTabs, 'Name:    web\nLabels:  a=b\n         c=d\n'],
    ['a\tb\tc\nx\nlong\tb\n', describeTabs, 'a  b  c\nx\nlong  b\n'],
    ['a\tb\nlonger\tc\td\nx\te\n', describeTabs, 'a       b\nlonger  c  d\nx       e\n'],
    ['a\tb\n', tableTabs, 'a     b\n'],
    ['é\t😀\tx\nab\tab\tx\n', describeTabs, 'é   😀   x\nab  ab  x\n'],
    ['a\t\n', describeTabs, 'a  \n'],
    ['', describeTabs, ''],
  ])('%j', (text, options, aligned) => expect(alignTabs(text, options)).toBe(aligned));

  test('only blanks are added, and lines that agree in their cells line up', () => {
    const cell = fc.stringMatching(/^[a-z]{0,6}$/);
    const grid = fc
      .integer({ min: 1, max: 4 })
      .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }));
    fc.assert(
      fc.property(grid, (rows) => {
        const lines = alignTabs(rows.map((row) => row.join('\t')).join('\n'), describeTabs).split('\n');
        expect(lines.map((line) => line.replaceAll(' ', ''))).toEqual(rows.map((row) => row.join('')));
        let start = 0;
        rows[0]!.forEach((_, i) => {
          rows.forEach((row, at) => expect(lines[at]!.startsWith(row[i]!, start)).toBe(true));
          start += Math.max(...rows.map((row) => row[i]!.length)) + 2;
        });
      }),
    );
  });
});
