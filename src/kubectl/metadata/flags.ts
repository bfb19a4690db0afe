import { boolFlag, stringFlag } from '../argv/flags.ts';
import {
  allFlag,
  allNamespacesFlag,
  dryRunFlag,
  fieldManagerFlag,
  fieldSelectorFlag,
  filenameFlags,
  localFlag,
  printFlags,
  recordFlag,
  selectorFlag,
} from '../argv/shared-flags.ts';

/** The flags that `label` and `annotate` share; `noun` is what they change, in the plural. */
export function metadataFlags(manager: string, noun: string) {
  return {
    ...allFlag('Work on all objects of the given types in the namespace.'),
    ...allNamespacesFlag,
    ...dryRunFlag,
    ...fieldManagerFlag(manager),
    ...fieldSelectorFlag,
    ...filenameFlags(`naming the objects whose ${noun} to change.`),
    ...localFlag,
    ...printFlags(),
    ...recordFlag,
    ...selectorFlag,
    list: boolFlag({ description: `If true, show the ${noun} of the objects.` }),
    overwrite: boolFlag({ description: `If true, values that are there may be overwritten; otherwise such ${noun} are refused.` }),
    'resource-version': stringFlag({ description: 'Change the object only if this is its resource version. Only for a single object.' }),
  };
}
