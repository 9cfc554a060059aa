"""Others learn of a run: pings to a real server, a line in the log, the numbers of the last run."""

from __future__ import annotations

import json
import stat
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.guarantees.workspaces import AS_OF, WORKSPACE, make, row
from tests.scenarios.inside import creditctl

DAY = str(AS_OF)


@pytest.fixture
def monitor():
    """A server that keeps what it is told, and answers what it is asked to."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.append((self.path, json.loads(body)))
            self.send_response(server.answer)
            self.end_headers()

        def log_message(self, *_):
            pass

    told = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.answer = 200
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server, told
    server.shutdown()
    server.server_close()


def workspace(folder, port, more=""):
    ping = ", ".join(f"{w}: 'http://127.0.0.1:{port}/{w}'" for w in ("start", "success", "fail"))
    text = (
        f"monitoring:\n  ping: {{{ping}, timeout: 2}}\n  log: logs/runs.log\n  summary: last.json\n"
    )
    return make(folder, [row("F1", "D1", 5)], workspace=WORKSPACE + text + more)


def run(folder, *words):
    return creditctl("run", "-w", str(folder), "--as-of", DAY, *words)


def test_a_run_tells_that_it_began_and_ended_well(tmp_path, monitor):
    server, told = monitor
    books = workspace(tmp_path / "books", server.server_port)
    assert run(books).returncode == 0
    assert [path for path, _ in told] == ["/start", "/success"]
    last = told[1][1]
    assert (last["exit_code"], last["notices"], last["items"], last["event"]) == (0, 1, 1, "end")
    said = json.dumps([facts for _, facts in told])
    for private in ("Name D1", "d1@x.example", "F1", "100.00", "D1", "Example B.V."):
        assert private not in said
    assert json.loads((books / "last.json").read_text())["run"] == f"{DAY}-001"
    assert run(books).returncode == 0
    lines = (books / "logs" / "runs.log").read_text().splitlines()
    assert [json.loads(line)["notices"] for line in lines] == [1, 0]
    for name in ("last.json", "logs/runs.log"):
        assert stat.S_IMODE((books / name).stat().st_mode) == 0o600


def test_a_monitor_on_this_computer_is_told_without_a_proxy(tmp_path, monitor, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    server, told = monitor
    done = run(workspace(tmp_path / "books", server.server_port))
    assert ("CD130" in done.stderr, len(told)) == (False, 2)


def test_a_refused_run_is_told_as_failed(tmp_path, monitor):
    server, told = monitor
    books = workspace(tmp_path / "books", server.server_port)
    (books / "invoices.csv").write_text("nothing\n")
    done = run(books)
    assert done.returncode == 5
    assert [path for path, _ in told] == ["/start", "/fail"]
    assert told[1][1]["exit_code"] == 5
    assert json.loads((books / "last.json").read_text())["exit_code"] == 5


@pytest.mark.parametrize("answer", [500, 302, 404])
def test_a_monitor_in_trouble_stops_no_run(tmp_path, monitor, answer):
    server, _ = monitor
    server.answer = answer
    books = workspace(tmp_path / "books", server.server_port)
    done = run(books)
    assert done.returncode == 0
    assert done.stderr.count("CD130") == 2
    assert f"it answered {answer}" in done.stderr
    assert "127.0.0.1" not in done.stderr


def test_a_monitor_that_is_down_stops_no_run(tmp_path):
    books = workspace(tmp_path / "books", 9)
    done = run(books)
    assert done.returncode == 0
    assert done.stderr.count("CD130") == 2
    assert len(list((books / "outbox").rglob("*.eml"))) == 1


@pytest.mark.parametrize(
    ("name", "value"), [("SSL_CERT_FILE", "/no/such/file"), ("HTTPS_PROXY", "odd://u:pw@proxy")]
)
def test_an_environment_in_which_nobody_can_be_told_stops_no_run(
    tmp_path, monkeypatch, name, value
):
    monkeypatch.setenv(name, value)
    told = "monitoring: {ping: {start: 'https://monitor.invalid/', timeout: 1}}\n"
    books = make(tmp_path / "books", [row("F1", "D1", 5)], workspace=WORKSPACE + told)
    done = run(books)
    assert (done.returncode, done.stderr.count("CD130")) == (0, 1)
    assert name in done.stderr
    assert "pw" not in done.stderr
    assert len(list((books / "outbox").rglob("*.eml"))) == 1


def test_a_log_that_cannot_be_written_stops_no_run(tmp_path, monitor):
    server, _ = monitor
    books = workspace(tmp_path / "books", server.server_port)
    (books / "logs").write_text("in the way")
    done = run(books)
    assert (done.returncode, done.stderr.count("CD131")) == (0, 1)


def test_a_dry_run_and_other_commands_tell_nobody(tmp_path, monitor):
    server, told = monitor
    books = workspace(tmp_path / "books", server.server_port)
    assert run(books, "--dry-run").returncode == 0
    creditctl("status", "-w", str(books), "--as-of", DAY)
    assert told == []
    assert not (books / "last.json").exists()


@pytest.mark.parametrize(
    "key", ["ping: {start: 'http://example.com/x'}", "log: ../runs.log", "summary: /etc/x"]
)
def test_addresses_and_paths_that_leak(tmp_path, key):
    books = make(
        tmp_path / "b", [row("F1", "D1", 5)], workspace=f"{WORKSPACE}monitoring: {{{key}}}\n"
    )
    assert run(books).returncode == 4
