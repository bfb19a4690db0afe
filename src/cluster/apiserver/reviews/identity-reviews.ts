import type { UserInfo } from '../../../api/client.ts';
import type { KubeObject } from '../../../api/object.ts';
import { badRequest } from '../../../api/status.ts';
import { checkToken, ISSUER } from '../account-tokens.ts';
import { authenticated, tokenUser } from '../authentication.ts';
import type { SubresourceHandler } from '../subresources/handler.ts';
import { answerTo } from './answer.ts';

const GROUP = 'authentication.k8s.io';

/** Who am I? */
export const selfSubjectReview: SubresourceHandler = {
  resource: `selfsubjectreviews.${GROUP}`,
  subresource: '',
  handle: ({ body }, { user, timestamp }) =>
    answerTo({ ...(body as KubeObject), metadata: { creationTimestamp: timestamp() } }, { userInfo: shown(user!) }),
};

/** Whose token is this? */
export const tokenReview: SubresourceHandler = {
  resource: `tokenreviews.${GROUP}`,
  subresource: '',
  handle: ({ body }, { api, pki, now }) => {
    const review = body as KubeObject;
    const { token = '', audiences } = review['spec'] as { token?: string; audiences?: readonly string[] };
    if (token === '') throw badRequest('token is required for TokenReview in authentication');
    const parts = { api, pki, now };
    const asked = audiences?.length ? audiences : [ISSUER];
    const checked = checkToken(token, parts, asked);
    const user = checked ? authenticated(checked.user) : asked.includes(ISSUER) ? tokenUser(token, parts) : undefined;
    if (!user) return answerTo(review, { user: {}, error: 'invalid bearer token' });
    return answerTo(review, { authenticated: true, user: shown(user), audiences: checked?.audiences ?? [ISSUER] });
  },
};

function shown({ username, uid, groups, extra }: UserInfo): object {
  return {
    username,
    ...(uid ? { uid } : {}),
    ...(groups?.length ? { groups } : {}),
    ...(extra && Object.keys(extra).length > 0 ? { extra } : {}),
  };
}
