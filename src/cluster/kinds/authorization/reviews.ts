import { defineReview } from '../review.ts';

export const localSubjectAccessReview = defineReview('authorization.k8s.io', 'LocalSubjectAccessReview', { namespaced: true });
export const selfSubjectAccessReview = defineReview('authorization.k8s.io', 'SelfSubjectAccessReview');
export const selfSubjectRulesReview = defineReview('authorization.k8s.io', 'SelfSubjectRulesReview');
export const subjectAccessReview = defineReview('authorization.k8s.io', 'SubjectAccessReview');
