"""A small, strict S3 over loopback: checks every signature and payload hash, honours If-None-Match,
can be made to fail.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import md5, sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from xml.sax.saxutils import escape

SECRET = "loopback-secret"
BUCKET = "evidence"


class FakeS3(ThreadingHTTPServer):
    """One bucket in memory: `objects` by key; `failures` are the statuses of the next answers;
    `refused` says what was wrong.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.objects: dict[str, bytes] = {}
        self.failures: list[int] = []
        self.refused: list[str] = []
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def run_s3() -> Iterator[FakeS3]:
    """Serve a fresh bucket until the block ends."""
    with FakeS3() as server:
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class _Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FakeS3

    def do_PUT(self) -> None:
        if (body := self._admit()) is None:
            return None
        source = self.headers.get("x-amz-copy-source")
        if source is not None:
            body = self.server.objects[unquote(source).removeprefix("/").removeprefix(f"{BUCKET}/")]
            self.server.objects[self._key] = body
            return self._say(
                200, f'<CopyObjectResult><ETag>"{_tag(body)}"</ETag></CopyObjectResult>'
            )
        if self.headers.get("If-None-Match") == "*" and self._key in self.server.objects:
            return self._fail(412, "PreconditionFailed")
        self.server.objects[self._key] = body
        return self._say(200, "", etag=_tag(body))

    def do_GET(self) -> None:
        if self._admit() is None:
            return None
        query = dict(parse_qsl(urlsplit(self.path).query))
        if query.get("list-type") == "2":
            keys = sorted(
                key for key in self.server.objects if key.startswith(query.get("prefix", ""))
            )
            rows = "".join(
                f"<Contents><Key>{escape(key)}</Key><LastModified>2026-03-05T06:23:00.000Z</LastModified>"
                f'<ETag>"x"</ETag><Size>{len(self.server.objects[key])}</Size></Contents>'
                for key in keys
            )
            return self._say(
                200, f"<ListBucketResult><IsTruncated>false</IsTruncated>{rows}</ListBucketResult>"
            )
        if self._key not in self.server.objects:
            return self._fail(404, "NoSuchKey")
        body = self.server.objects[self._key]
        return self._say(200, body, etag=_tag(body))

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_DELETE(self) -> None:
        if self._admit() is not None:
            self.server.objects.pop(self._key, None)
            self._say(204, "")

    def do_POST(self) -> None:
        if (body := self._admit()) is None:
            return None
        if urlsplit(self.path).query.rstrip("=") != "delete":
            return self._fail(400, "InvalidRequest")
        keys = re.findall(r"<Key>(.*?)</Key>", body.decode())
        for key in keys:
            self.server.objects.pop(key, None)
        return self._say(
            200,
            f"<DeleteResult>{''.join(f'<Deleted><Key>{key}</Key></Deleted>' for key in keys)}</DeleteResult>",
        )

    @property
    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix(f"/{BUCKET}/")

    def _admit(self) -> bytes | None:
        """Return the body of a request that is signed and whole; else answer it and return None."""
        self.server.asked.append(f"{self.command} {self.path}")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.server.failures:
            self._fail(self.server.failures.pop(0), "Made to fail")
            return None
        if not unquote(urlsplit(self.path).path).startswith(f"/{BUCKET}"):
            self._refuse(404, "NoSuchBucket")
            return None
        if self.headers["x-amz-content-sha256"] != sha256(body).hexdigest():
            self._refuse(400, "XAmzContentSHA256Mismatch")
            return None
        if not self._signed():
            self._refuse(403, "SignatureDoesNotMatch")
            return None
        return body

    def _signed(self) -> bool:
        form = r"AWS4-HMAC-SHA256 Credential=[^/]+/(\d{8})/([^/]+)/s3/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})"
        found = re.fullmatch(form, self.headers.get("Authorization", ""))
        if found is None:
            return False
        day, region, names, signature = found.groups()
        parts = urlsplit(self.path)
        pairs = sorted(
            (quote(name, safe="~"), quote(value, safe="~"))
            for name, value in parse_qsl(parts.query, True)
        )
        headers = "".join(
            f"{name}:{' '.join(self.headers[name].split())}\n" for name in names.split(";")
        )
        query = "&".join(f"{name}={value}" for name, value in pairs)
        canonical = "\n".join(
            (
                self.command,
                quote(unquote(parts.path), safe="/~"),
                query,
                headers,
                names,
                self.headers["x-amz-content-sha256"],
            )
        )
        scope = f"{day}/{region}/s3/aws4_request"
        hashed = sha256(canonical.encode()).hexdigest()
        key = b"AWS4" + SECRET.encode()
        for part in (day, region, "s3", "aws4_request"):
            key = hmac.digest(key, part.encode(), "sha256")
        wanted = hmac.digest(
            key,
            f"AWS4-HMAC-SHA256\n{self.headers['x-amz-date']}\n{scope}\n{hashed}".encode(),
            "sha256",
        ).hex()
        return hmac.compare_digest(wanted, signature)

    def _refuse(self, status: int, code: str) -> None:
        self.server.refused.append(f"{code}: {self.command} {self.path}")
        self._fail(status, code)

    def _fail(self, status: int, code: str) -> None:
        self._say(status, f"<Error><Code>{code}</Code><Message>{code}</Message></Error>")

    def _say(self, status: int, body: str | bytes, etag: str = "") -> None:
        content = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        if etag:
            self.send_header("ETag", f'"{etag}"')
        self.send_header("Last-Modified", "Thu, 05 Mar 2026 06:23:00 GMT")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD" and status != 204:
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the tests read `asked` and `refused`."""


def _tag(body: bytes) -> str:
    return md5(body, usedforsecurity=False).hexdigest()
