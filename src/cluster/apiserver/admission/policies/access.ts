import type { Authorize } from '../../../cel/library/authorization.ts';
import type { KindContext } from '../../../kinds/define.ts';

/** What `authorizer` knows of permissions. */
export function authorizeFor(_context: KindContext): Authorize {
  return () => ({ allowed: true });
}
