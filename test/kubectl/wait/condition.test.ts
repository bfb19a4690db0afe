import { expect, test } from 'vitest';
import { isMet, parseWaitConditions } from '../../../src/kubectl/wait/condition.ts';

const pod = {
  kind: 'Pod',
  apiVersion: 'v1',
  metadata: { name: 'a', labels: { app: 'x' } },
  status: {
    phase: 'Running',
    conditions: [
      { type: 'Ready', status: 'True' },
      { type: 'Initialized', status: 'True' },
    ],
  },
};
const met = (text: string): unknown => {
  try {
    return parseWaitConditions([text]).every((condition) => isMet(condition, pod));
  } catch (error) {
    return (error as Error).message;
  }
};
const FORM = "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'";
const PATH = "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'";

test.each([
  ['condition=ready', true],
  ['condition=Ready=false', false],
  ['jsonpath={.status.phase}=Running', true],
  ['jsonpath=.status.phase=Running', true],
  ['jsonpath=status.phase="Running"', true],
  ['jsonpath={.status.conditions[?(@.type=="Ready")].status}=True', true],
  ['jsonpath={.status.phase}', true],
  ['jsonpath={.status.nope}', false],
  ['jsonpath=nope', false],
  ['jsonpath={.metadata.labels}', true],
  ['jsonpath={.metadata.labels}=x', 'jsonpath leads to a nested object or list which is not supported'],
  ['jsonpath={.status.conditions[*].type}', 'given jsonpath expression matches more than one value'],
  ['jsonpath={.a}=b=c', FORM],
  ['jsonpath={', PATH],
  ['jsonpath=', 'jsonpath expression cannot be empty'],
  ['jsonpath={[}', 'unterminated array'],
  ['jsonpath={.a}=', "jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3"],
  ['foo', 'unrecognized condition: "foo"'],
])('--for=%s', (text, expected) => {
  expect(met(text)).toBe(expected);
});
