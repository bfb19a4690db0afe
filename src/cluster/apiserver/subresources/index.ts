import { reviewHandlers } from '../reviews/index.ts';
import { accountToken } from './account-token.ts';
import { legacyBinding, podBinding } from './binding.ts';
import { certificateApproval } from './certificate-approval.ts';
import { connections } from './connections.ts';
import { podEviction } from './eviction.ts';
import { podEphemeralContainers } from './ephemeral-containers.ts';
import type { SubresourceHandler } from './handler.ts';
import { podResize } from './resize.ts';
import { podLog } from './log.ts';
import { namespaceFinalize } from './namespace-finalize.ts';

/** One line per sub-resource. */
export const subresourceHandlers: readonly SubresourceHandler[] = [
  podBinding,
  legacyBinding,
  podEviction,
  podEphemeralContainers,
  podResize,
  podLog,
  namespaceFinalize,
  certificateApproval,
  accountToken,
  ...connections,
  ...reviewHandlers,
];
