import type { ApiResponse } from '../../../api/client.ts';
import type { KubeObject } from '../../../api/object.ts';

/** The question with its answer. */
export function answerTo(review: KubeObject, status: object): ApiResponse {
  return { code: 201, body: { ...review, status }, warnings: [] };
}
