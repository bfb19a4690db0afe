import type { SubresourceHandler } from '../subresources/handler.ts';
import { localSubjectAccessReview, selfSubjectAccessReview, subjectAccessReview } from './access-review.ts';
import { selfSubjectReview, tokenReview } from './identity-reviews.ts';
import { selfSubjectRulesReview } from './rules-review.ts';

/** Who answers the kinds that are questions. */
export const reviewHandlers: readonly SubresourceHandler[] = [
  selfSubjectReview,
  tokenReview,
  localSubjectAccessReview,
  selfSubjectAccessReview,
  selfSubjectRulesReview,
  subjectAccessReview,
];
