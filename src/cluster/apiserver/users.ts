import type { UserInfo } from '../../api/client.ts';

/** Who controllers, scheduler and kubelet are to admission. */
export const SYSTEM_USER: UserInfo = { username: 'system:apiserver', groups: ['system:masters', 'system:authenticated'] };
