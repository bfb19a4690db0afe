import type { FlagValues } from '../argv/flags.ts';
import { boolFlag, listFlag, stringFlag } from '../argv/flags.ts';
import {
  allNamespacesFlag,
  chunkSizeFlag,
  fieldSelectorFlag,
  filenameFlags,
  printFlags,
  selectorFlag,
  subresourceFlag,
} from '../argv/shared-flags.ts';

export const getFlags = {
  ...allNamespacesFlag,
  ...chunkSizeFlag,
  ...fieldSelectorFlag,
  ...filenameFlags('naming the objects to get.'),
  ...printFlags(
    'json, yaml, kyaml, name, go-template, go-template-file, template, templatefile, jsonpath, jsonpath-as-json, jsonpath-file, custom-columns, custom-columns-file, wide',
  ),
  ...selectorFlag,
  ...subresourceFlag('Get this subresource of the objects instead: one of status, scale, resize.'),
  'ignore-not-found': boolFlag({ description: 'If true, nothing is said and the status is 0 when there is no such object.' }),
  'label-columns': listFlag({ short: 'L', description: 'Labels that get a column of their own, in a comma list (-L a,b or -L a -L b).' }),
  'no-headers': boolFlag({ description: 'With tables and custom columns: leave the header out.' }),
  'output-watch-events': boolFlag({ description: 'With --watch or --watch-only: show what kind of event each line is.' }),
  raw: stringFlag({ description: 'Get this path of the server and print its answer as it is.' }),
  'server-print': boolFlag({ default: true, description: 'If true, the server makes the columns of tables.' }),
  'show-kind': boolFlag({ description: 'If true, put the type before the name of every object.' }),
  'show-labels': boolFlag({ description: 'In tables, show all labels in the last column.' }),
  'sort-by': stringFlag({
    description: "Sort by the field that this JSONPath expression leads to ('{.metadata.name}'); it must be a number or text.",
  }),
  watch: boolFlag({ short: 'w', description: 'After what is there, go on and show what changes.' }),
  'watch-only': boolFlag({ description: 'Show what changes, without what is there at first.' }),
};

export type GetFlags = FlagValues<typeof getFlags>;

/** Long lists are fetched in pieces, unless they are to be sorted. */
export function pageSize(flags: GetFlags): number {
  return flags['sort-by'] === '' ? flags['chunk-size'] : 0;
}
