import { allFlag, dryRunFlag, fieldManagerFlag, filenameFlags, localFlag, printFlags, selectorFlag } from '../argv/shared-flags.ts';

/** The flags of most `set` verbs. */
export const setFlags = {
  ...allFlag('Work on all objects of the given types in the namespace.'),
  ...dryRunFlag,
  ...fieldManagerFlag('kubectl-set'),
  ...filenameFlags('naming the objects to change.'),
  ...localFlag,
  ...printFlags(),
  ...selectorFlag,
};
