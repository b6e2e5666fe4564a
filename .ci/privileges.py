"""What pods may do: on their machine, at Kubernetes' API and on the network. Each function yields faults."""

# Written to by Java, the native libraries, Hadoop and Spark's entry point; Spark's own folder is an emptyDir.
WRITABLE = {"/tmp", "/opt/spark/work-dir"}
ACCOUNTS = {"driver": "spark-ddpm", "executor": "spark-ddpm-executor"}
UI = 4040


def of_operators_pod(who, pod):
    """Of a driver or executor as the operator describes it."""
    if pod.get("serviceAccount") != ACCOUNTS[who]:
        yield f"{who}: its account is {pod.get('serviceAccount')}, expected {ACCOUNTS[who]}"
    yield from _of_security(who, pod.get("podSecurityContext", {}), pod.get("securityContext", {}))
    yield from _of_mounts(who, pod.get("volumeMounts", []))


def of_pod(who, spec):
    """Of a driver or executor as Spark makes it."""
    (container,) = spec["containers"]
    if spec.get("serviceAccountName") != ACCOUNTS[who]:
        yield f"{who}: its account is {spec.get('serviceAccountName')}, expected {ACCOUNTS[who]}"
    yield from _of_security(who, spec["securityContext"], container["securityContext"])
    yield from _of_mounts(who, container["volumeMounts"])


def _of_security(who, pod, container):
    if pod.get("runAsNonRoot") is not True:
        yield f"{who}: may be root"
    if pod.get("seccompProfile") != {"type": "RuntimeDefault"}:
        yield f"{who}: has not the runtime's seccomp profile"
    if container.get("readOnlyRootFilesystem") is not True:
        yield f"{who}: may write to the image's files"
    if container.get("allowPrivilegeEscalation") is not False or container.get("capabilities") != {"drop": ["ALL"]}:
        yield f"{who}: may gain privileges or has capabilities"


def _of_mounts(who, mounts):
    missing = WRITABLE - {mount["mountPath"] for mount in mounts if not mount.get("readOnly")}
    if missing:
        yield f"{who}: cannot write to {', '.join(sorted(missing))}"


def of_role(documents, asked):
    """Of the role of drivers: it has what a real driver has asked for, and nothing else."""
    (role,) = (d for d in documents if d["kind"] == "Role")
    granted = {(resource, verb) for rule in role["rules"] for resource in rule["resources"] for verb in rule["verbs"]}
    for resource, verb in sorted(asked - granted):
        yield f"Spark's driver asks to {verb} {resource}, which the role does not allow"
    for resource, verb in sorted(granted - asked):
        yield f"the role allows to {verb} {resource}, for which Spark's driver does not ask"


def of_accounts(documents):
    """Of the accounts: executors have no token."""
    accounts = {d["metadata"]["name"]: d for d in documents if d["kind"] == "ServiceAccount"}
    if set(accounts) != set(ACCOUNTS.values()):
        yield f"the accounts are {sorted(accounts)}, expected {sorted(ACCOUNTS.values())}"
    if accounts.get(ACCOUNTS["executor"], {}).get("automountServiceAccountToken") is not False:
        yield "executors are given a token for Kubernetes' API"


def of_network(policies, pods):
    """Of the policies: all select pods and name their ports, and pods can be reached on those that they have."""
    for policy in policies:
        name = policy["metadata"]["name"]
        for rule in policy["spec"]["ingress"]:
            if not rule.get("from") or not rule.get("ports"):
                yield f"{name}: lets everybody in, or on all ports"
    general = [p["spec"] for p in policies if "matchExpressions" in p["spec"]["podSelector"]]
    ranges = [(p["port"], p.get("endPort", p["port"])) for s in general for r in s["ingress"] for p in r["ports"]]
    for pod in pods:
        for container in pod["spec"]["containers"]:
            for port in container["ports"]:
                number = port["containerPort"]
                open_to_pods = any(first <= number <= last for first, last in ranges)
                if open_to_pods == (number == UI):
                    yield f"port {number} ({port['name']}) of {pod['metadata']['labels']['spark-role']}s is {'open' if open_to_pods else 'closed'}"
