"""A stand-in for Kubernetes' API server on a free port of this machine: it keeps what it is given."""
import contextlib
import http.server
import json
import re
import threading
import time
import urllib.parse

COLLECTION = re.compile(r"/api/v1/namespaces/[^/]+/(pods|configmaps|services|persistentvolumeclaims)(?:/([^/?]+))?")
KINDS = {"pods": "Pod", "configmaps": "ConfigMap", "services": "Service", "persistentvolumeclaims": "PersistentVolumeClaim"}
# A watch is asked for again when it has ended.
SECONDS_OF_A_WATCH = 1


class Recorder(http.server.BaseHTTPRequestHandler):
    """Answers that what was sent has been made, with the id that Kubernetes would have given it."""

    def log_message(self, *_):
        """Is silent."""

    def answer(self, status, body):
        """Sends an object."""
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def asked(self, on_one, on_all):
        """The resource and the name that are asked for; notes what a role must allow for it."""
        resource, name = COLLECTION.match(self.path).groups()
        self.server.asked.add((resource, on_one if name else on_all))
        return resource, name

    def keep(self, status):
        """Keeps the object sent."""
        kept = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        kept["metadata"]["uid"] = f"uid-{len(self.server.objects)}"
        if kept["kind"] == "Pod":
            kept["status"] = {"phase": "Pending"}
        self.server.objects[kept["kind"], kept["metadata"]["name"]] = kept
        self.answer(status, kept)

    def do_POST(self):
        """Makes an object."""
        self.asked("create", "create")
        self.keep(201)

    def do_PATCH(self):
        """Makes or changes an object."""
        self.asked("patch", "patch")
        self.keep(200)

    def do_PUT(self):
        """Replaces an object."""
        self.asked("update", "update")
        self.keep(200)

    def do_DELETE(self):
        """Forgets an object, or all: it is asked for those with labels of one application."""
        resource, name = self.asked("delete", "deletecollection")
        for kind, each in list(self.server.objects):
            if kind == KINDS[resource] and name in (None, each):
                del self.server.objects[kind, each]
        self.answer(200, {"kind": "Status", "apiVersion": "v1", "status": "Success"})

    def do_GET(self):
        """Finds an object by its name, or those that are selected; a watch sees nothing happen."""
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        watched = query.get("watch") == ["true"]
        resource, name = self.asked("get", "watch" if watched else "list")
        if watched:
            time.sleep(SECONDS_OF_A_WATCH)
            # The client may have ended meanwhile.
            with contextlib.suppress(ConnectionError):
                self.answer(200, {})
        elif name:
            found = self.server.objects.get((KINDS[resource], name))
            missing = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404}
            self.answer(200 if found else 404, found or missing)
        else:
            of_kind = [o for (kind, _), o in list(self.server.objects.items()) if kind == KINDS[resource]]
            items = [o for o in of_kind if selected(o["metadata"], query)]
            kind = f"{KINDS[resource]}List"
            self.answer(200, {"kind": kind, "apiVersion": "v1", "metadata": {"resourceVersion": "1"}, "items": items})


def selected(metadata, query):
    """Whether an object has the name and all the labels that are asked for by equality."""
    has = {**metadata.get("labels", {}), "metadata.name": metadata["name"]}
    terms = query.get("labelSelector", []) + query.get("fieldSelector", [])
    return all(has.get(key) == value for term in terms for key, value in re.findall(r"([^,=!() ]+)=([^,=]+)", term))


@contextlib.contextmanager
def recording_cluster():
    """Yields the server's URL, the objects that it is given, by kind and name, and what it was asked for."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    server.objects = {}
    server.asked = set()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server.objects, server.asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
