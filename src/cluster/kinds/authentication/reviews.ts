import { defineReview } from '../review.ts';

export const selfSubjectReview = defineReview('authentication.k8s.io', 'SelfSubjectReview');
export const tokenReview = defineReview('authentication.k8s.io', 'TokenReview');
