import type { KubeObject } from '../../../api/object.ts';
import { badRequest } from '../../../api/status.ts';
import { rulesFor } from '../authorization/rbac.ts';
import type { SubresourceHandler } from '../subresources/handler.ts';
import { nodeOf } from '../users.ts';
import { answerTo } from './answer.ts';

/** Everything that the one who asks may do in a namespace, as far as roles tell. */
export const selfSubjectRulesReview: SubresourceHandler = {
  resource: 'selfsubjectrulesreviews.authorization.k8s.io',
  subresource: '',
  handle: ({ body }, { api, user }) => {
    const review = body as KubeObject;
    const namespace = (review['spec'] as { namespace?: string }).namespace ?? '';
    if (namespace === '') throw badRequest('no namespace on request');
    const isNode = nodeOf(user!) !== undefined;
    const errors = isNode ? ['node authorizer does not support user rule resolution'] : [];
    const resourceRules: object[] = [];
    const nonResourceRules: object[] = [];
    for (const resolved of rulesFor(api, user!, namespace)) {
      if ('error' in resolved) {
        if (!errors.includes(resolved.error)) errors.push(resolved.error);
        continue;
      }
      const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = resolved.rule;
      const given = (field: string, list: readonly string[] | undefined): object => (list?.length ? { [field]: list } : {});
      if (resources?.length) {
        resourceRules.push({ verbs, ...given('apiGroups', apiGroups), resources, ...given('resourceNames', resourceNames) });
      }
      if (nonResourceURLs?.length) nonResourceRules.push({ verbs, nonResourceURLs });
    }
    const evaluationError = errors.length > 0 ? { evaluationError: errors.join(', ') } : {};
    return answerTo(review, { resourceRules, nonResourceRules, incomplete: isNode, ...evaluationError });
  },
};
