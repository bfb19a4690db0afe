import { arrayFlag, boolFlag, listFlag } from '../argv/flags.ts';

export const appendHashFlag = {
  'append-hash': boolFlag({ description: 'Put a hash of the content behind the name.' }),
};

export const fromFileFlag = {
  'from-file': listFlag({
    description:
      'A file whose content becomes the value of a key: the file name, or the one given with KEY=FILE. A folder gives a key for each file in it.',
  }),
};

/** What goes into a ConfigMap or a generic Secret. */
export const sourceFlags = {
  ...appendHashFlag,
  ...fromFileFlag,
  'from-env-file': listFlag({ description: 'A file of lines KEY=VALUE, each of which becomes an entry.' }),
  'from-literal': arrayFlag({ description: 'An entry as KEY=VALUE.' }),
};
