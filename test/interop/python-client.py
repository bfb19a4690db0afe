"""What Debian's python3-kubernetes does to a served cluster; prints a line for each thing that went as it should."""

import sys
import threading

from kubernetes import client, config, dynamic, watch

config.load_kube_config(sys.argv[1])
core = client.CoreV1Api()
apps = client.AppsV1Api()

print("nodes", len(core.list_node().items))

made = core.create_namespaced_config_map(
    "default", client.V1ConfigMap(metadata=client.V1ObjectMeta(name="py"), data={"a": "1"})
)
print("created", made.metadata.name, made.metadata.creation_timestamp is not None)

patched = core.patch_namespaced_config_map("py", "default", {"data": {"b": "2"}})
print("patched", sorted(patched.data.items()))

try:
    core.read_namespaced_config_map("missing", "default")
except client.ApiException as error:
    print("refused", error.status, error.reason)

labels = {"app": "py"}
deployment = client.V1Deployment(
    metadata=client.V1ObjectMeta(name="py"),
    spec=client.V1DeploymentSpec(
        replicas=2,
        selector=client.V1LabelSelector(match_labels=labels),
        template=client.V1PodTemplateSpec(
            metadata=client.V1ObjectMeta(labels=labels),
            spec=client.V1PodSpec(containers=[client.V1Container(name="c", image="nginx")]),
        ),
    ),
)
apps.create_namespaced_deployment("default", deployment)
for event in watch.Watch().stream(apps.list_namespaced_deployment, "default", timeout_seconds=60):
    if (event["object"].status.ready_replicas or 0) == 2:
        print("ready", event["object"].metadata.name)
        break

apps.patch_namespaced_deployment_scale("py", "default", {"spec": {"replicas": 1}})
print("scaled", apps.read_namespaced_deployment_scale("py", "default").spec.replicas)

page = core.list_node(limit=1)
print("page", len(page.items), page.metadata._continue is not None)
pods = core.list_namespaced_pod("default", label_selector="app=py")
print("log", len(core.read_namespaced_pod_log(pods.items[0].metadata.name, "default")) > 0)

seen = []


def follow():
    for event in watch.Watch().stream(core.list_namespaced_secret, "default", timeout_seconds=60):
        seen.append((event["type"], event["object"].metadata.name))
        if event["type"] == "DELETED":
            return


thread = threading.Thread(target=follow)
thread.start()
core.create_namespaced_secret(
    "default", client.V1Secret(metadata=client.V1ObjectMeta(name="s"), string_data={"k": "v"})
)
core.delete_namespaced_secret("s", "default")
thread.join(60)
print("watched", [type for type, name in seen if name == "s"][-1])

core.delete_namespaced_config_map("py", "default")
print("deleted", [item.metadata.name for item in core.list_namespaced_config_map("default").items if item.metadata.name == "py"])

core.create_namespaced_service("default", {"metadata": {"name": "web"}, "spec": {"ports": [{"port": 80}]}})
gone = core.delete_namespaced_service("web", "default")
print("gone", gone.kind)

# A patch to the scale of a Deployment that names the Deployment, as Ansible's modules send it.
dynamic_client = dynamic.DynamicClient(client.ApiClient())
deployments = dynamic_client.resources.get(api_version="apps/v1", kind="Deployment")
scale = {"kind": "Deployment", "metadata": {"name": "py", "namespace": "default"}, "spec": {"replicas": 3}}
print("scaled", deployments.scale.patch(body=scale).spec.replicas)
