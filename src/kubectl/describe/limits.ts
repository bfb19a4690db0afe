import type { LimitRange, ResourceQuota } from '../../api/types.ts';
import { defineDescriber } from './define.ts';
import { nameLines } from './sections/head.ts';
import { limitLines } from './sections/limits.ts';
import { quotaLines, scopeLines } from './sections/quota.ts';

export const describeLimitRange = defineDescriber<LimitRange>((to, range) => {
  nameLines(to, range);
  to.line(0, 'Type', 'Resource', 'Min', 'Max', 'Default Request', 'Default Limit', 'Max Limit/Request Ratio');
  to.line(0, '----', '--------', '---', '---', '---------------', '-------------', '-----------------------');
  limitLines(to, range, '');
});

export const describeResourceQuota = defineDescriber<ResourceQuota>((to, quota) => {
  nameLines(to, quota);
  scopeLines(to, quota, '');
  to.line(0, 'Resource', 'Used', 'Hard');
  to.line(0, '--------', '----', '----');
  quotaLines(to, quota, '');
});
