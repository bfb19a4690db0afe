import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newHome, type Served } from '../support/served-cluster.ts';
import { NO_KUBECTL, realKubectl } from './real-kubectl.ts';

const kubectl = realKubectl();
const home = newHome();
const folder = join(home.home, 'work');
let served: Served;

function run(line: string, stdin = ''): Promise<{ out: string; status: number | null }> {
  const env = { ...home.environment, KUBECONFIG: served.kubeconfig, HOME: folder, K: kubectl as string };
  const child = spawn('bash', ['-c', `kubectl() { "$K" "$@"; }; ${line}`], { cwd: folder, env, stdio: ['pipe', 'pipe', 'pipe'] });
  let out = '';
  child.stdout.on('data', (piece: Buffer) => (out += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (out += piece.toString()));
  child.stdin.end(stdin);
  return new Promise((resolve) => child.on('close', (status) => resolve({ out: out.trimEnd(), status })));
}

const FILES: Readonly<Record<string, string>> = {
  'cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {color: blue}\n',
  'cm2.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {color: green, size: "3"}\n',
  'bad.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndate: {color: blue}\n',
  'crd.yaml': `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: crontabs.stable.example.com}
spec:
  group: stable.example.com
  scope: Namespaced
  names: {plural: crontabs, singular: crontab, kind: CronTab, shortNames: [ct]}
  versions:
    - name: v1
      served: true
      storage: true
      additionalPrinterColumns: [{name: Spec, type: string, jsonPath: .spec.cronSpec}]
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: {type: object, required: [cronSpec], properties: {cronSpec: {type: string}, replicas: {type: integer, minimum: 1}}}
`,
  'ct.yaml': 'apiVersion: stable.example.com/v1\nkind: CronTab\nmetadata: {name: mine}\nspec: {cronSpec: "* * * * *", replicas: 2}\n',
};

/** What is typed, and what must be printed: the whole of it, or what it matches. */
const SESSION: readonly (readonly [line: string, expected: string | RegExp])[] = [
  ['kubectl version', /^Client Version: v1\.36\.\d+\nKustomize Version: v\S+\nServer Version: v1\.36\.\d+$/],
  ['kubectl cluster-info', /Kubernetes control plane.* is running at .*https:\/\/127\.0\.0\.1/],
  ['kubectl get nodes', /^NAME +STATUS +ROLES +AGE +VERSION\nkubesim-control-plane +Ready +control-plane /],
  [
    'kubectl api-resources --api-group=apps -o name',
    'controllerrevisions.apps\ndaemonsets.apps\ndeployments.apps\nreplicasets.apps\nstatefulsets.apps',
  ],
  ['kubectl create deployment web --image=nginx:1.27 --replicas=2', 'deployment.apps/web created'],
  ['kubectl rollout status deployment/web --timeout=60s | tail -1', 'deployment "web" successfully rolled out'],
  ['kubectl get deployment web --no-headers', /^web +2\/2 +2 +2 /],
  ['kubectl expose deployment web --port=80', 'service/web exposed'],
  ['kubectl scale deployment web --replicas=3', 'deployment.apps/web scaled'],
  ['kubectl wait --for=jsonpath={.status.readyReplicas}=3 deployment/web --timeout=60s', 'deployment.apps/web condition met'],
  ['kubectl set image deployment/web nginx=nginx:1.28', 'deployment.apps/web image updated'],
  ['kubectl rollout status deployment/web --timeout=60s | tail -1', 'deployment "web" successfully rolled out'],
  ['kubectl rollout history deployment/web', 'deployment.apps/web \nREVISION  CHANGE-CAUSE\n1         <none>\n2         <none>'],
  ['kubectl rollout undo deployment/web', 'deployment.apps/web rolled back'],
  ['kubectl rollout restart deployment/web', 'deployment.apps/web restarted'],
  ['kubectl describe deployment web', /Image: +nginx:1\.27[^]*Normal +ScalingReplicaSet/],
  ['kubectl logs deployment/web | head -1', /docker-entrypoint/],
  ['kubectl apply -f cm.yaml', 'configmap/settings created'],
  ['kubectl apply -f cm.yaml', 'configmap/settings unchanged'],
  ['kubectl diff -f cm2.yaml | grep "^[-+] "', '-  color: blue\n+  color: green\n+  size: "3"'],
  ['kubectl apply -f cm2.yaml', 'configmap/settings configured'],
  ['kubectl apply -f bad.yaml', /unknown field "date"/],
  ['kubectl get configmap settings -o jsonpath={.data}', '{"color":"green","size":"3"}'],
  ['kubectl patch configmap settings -p \'{"data":{"size":"4"}}\'', 'configmap/settings patched'],
  ['kubectl apply --server-side -f cm2.yaml', /conflict[^]*kubectl-patch[^]*\.data\.size/],
  ['kubectl apply --server-side --force-conflicts -f cm2.yaml', 'configmap/settings serverside-applied'],
  ['kubectl get configmap settings -o jsonpath={.data.size}', '3'],
  ['EDITOR="sed -i s/green/red/" kubectl edit configmap settings', 'configmap/settings edited'],
  [
    'kubectl label configmap settings tier=x && kubectl annotate configmap settings note=y',
    'configmap/settings labeled\nconfigmap/settings annotated',
  ],
  ['kubectl get configmap -l tier=x -o name', 'configmap/settings'],
  ['kubectl replace -f cm.yaml', 'configmap/settings replaced'],
  [
    'kubectl create secret generic login --from-literal=user=me && kubectl get secret login -o jsonpath={.data.user}',
    'secret/login created\nbWU=',
  ],
  ['kubectl create job once --image=busybox -- true', 'job.batch/once created'],
  ['kubectl wait --for=condition=Complete job/once --timeout=60s', 'job.batch/once condition met'],
  ['kubectl create cronjob often --image=busybox --schedule="*/5 * * * *"', 'cronjob.batch/often created'],
  ['kubectl create job now --from=cronjob/often', 'job.batch/now created'],
  ['kubectl autoscale deployment web --min=2 --max=4 --cpu=80%', 'horizontalpodautoscaler.autoscaling/web autoscaled'],
  ['kubectl create ingress shop --rule="shop.example.com/=web:80"', 'ingress.networking.k8s.io/shop created'],
  ['kubectl create poddisruptionbudget web --selector=app=web --min-available=1', 'poddisruptionbudget.policy/web created'],
  ['kubectl taint node kubesim-worker key=value:NoSchedule', 'node/kubesim-worker tainted'],
  ['kubectl taint node kubesim-worker key-', 'node/kubesim-worker untainted'],
  [
    'kubectl drain kubesim-worker --ignore-daemonsets --force --delete-emptydir-data --timeout=60s',
    /^node\/kubesim-worker cordoned\n[^]*node\/kubesim-worker drained$/,
  ],
  ['kubectl uncordon kubesim-worker', 'node/kubesim-worker uncordoned'],
  ['kubectl events --for deployment/web', /ScalingReplicaSet +Deployment\/web/],
  ['kubectl create serviceaccount robot && kubectl create token robot | tr -cd . | wc -c', 'serviceaccount/robot created\n2'],
  ['kubectl create role reader --verb=get,list --resource=pods', 'role.rbac.authorization.k8s.io/reader created'],
  [
    'kubectl create rolebinding robots --role=reader --serviceaccount=default:robot',
    'rolebinding.rbac.authorization.k8s.io/robots created',
  ],
  ['kubectl auth can-i list pods --as=system:serviceaccount:default:robot', 'yes'],
  ['kubectl auth can-i delete pods --as=system:serviceaccount:default:robot', 'no'],
  [
    'kubectl --token="$(kubectl create token robot)" --user=none get pods -o name 2>&1 | head -1',
    /^(pod\/|error: auth info "none" does not exist)/,
  ],
  [
    'kubectl get pods --as=nobody',
    'Error from server (Forbidden): pods is forbidden: User "nobody" cannot list resource "pods" in API group "" in the namespace "default"',
  ],
  ['kubectl auth whoami -o jsonpath={.status.userInfo.username}', 'kubernetes-admin'],
  ['kubectl explain pod.spec.nodeName', /^KIND: +Pod\nVERSION: +v1\n\nFIELD: nodeName <string>/],
  ['kubectl apply -f crd.yaml', 'customresourcedefinition.apiextensions.k8s.io/crontabs.stable.example.com created'],
  [
    'kubectl wait --for=condition=Established crd/crontabs.stable.example.com --timeout=30s',
    'customresourcedefinition.apiextensions.k8s.io/crontabs.stable.example.com condition met',
  ],
  ['kubectl apply -f ct.yaml', 'crontab.stable.example.com/mine created'],
  ['kubectl get ct', 'NAME   SPEC\nmine   * * * * *'],
  [
    'kubectl patch ct mine --type=merge -p \'{"spec":{"replicas":0}}\'',
    /^The CronTab "mine" is invalid: spec\.replicas: Invalid value: 0: /,
  ],
  ['kubectl explain ct.spec.cronSpec', /FIELD: cronSpec <string>/],
  ['kubectl delete crd crontabs.stable.example.com', 'customresourcedefinition.apiextensions.k8s.io "crontabs.stable.example.com" deleted'],
  ['kubectl get pods missing', 'Error from server (NotFound): pods "missing" not found'],
  ['kubectl create namespace shop && kubectl delete namespace shop --timeout=60s', 'namespace/shop created\nnamespace "shop" deleted'],
  [
    'kubectl delete deployment,service,job --all | sort | tail -2',
    'service "kubernetes" deleted from default namespace\nservice "web" deleted from default namespace',
  ],
  ['timeout 5 kubectl get configmap settings --watch --request-timeout=1s | head -2 | tail -1', /^settings +\d/],
  ['kubectl get --raw /readyz', 'ok'],
];

describe.skipIf(!kubectl)('a session of the real kubectl with a served cluster', () => {
  beforeAll(async () => {
    mkdirSync(folder);
    for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
    served = await home.serve();
  }, 30_000);

  it.each(SESSION)('%s', { timeout: 90_000 }, async (line, expected) => {
    const { out } = await run(line);
    if (typeof expected === 'string') expect(out).toBe(expected);
    else expect(out).toMatch(expected);
  });

  it('leaves nothing to complain about', () => expect(served.told()).toBe(''));
});

it.skipIf(kubectl)(NO_KUBECTL, () => undefined);
afterAll(() => home.remove());
