"""A stand-in for Kubernetes' API server on a free port of this machine: it keeps what it is given."""
import contextlib
import http.server
import json
import re
import threading

COLLECTION = re.compile(r"/api/v1/namespaces/[^/]+/(pods|configmaps|services)(/([^/?]+))?")


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

    def keep(self, status):
        """Keeps the object sent."""
        kept = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        kept["metadata"]["uid"] = f"uid-{len(self.server.objects)}"
        self.server.objects[kept["kind"], kept["metadata"]["name"]] = kept
        self.answer(status, kept)

    def do_POST(self):
        """Makes an object."""
        self.keep(201)

    def do_PATCH(self):
        """Makes or changes an object."""
        self.keep(200)

    def do_GET(self):
        """Finds an object, by its name alone."""
        name = COLLECTION.match(self.path).group(3)
        found = [o for o in self.server.objects.values() if o["metadata"]["name"] == name]
        missing = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404}
        self.answer(200 if found else 404, found[0] if found else missing)


@contextlib.contextmanager
def recording_cluster():
    """Yields the server's URL and the objects that it is given, by kind and name."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    server.objects = {}
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server.objects
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
