"""What the README tells to run, run; and the scripts from any folder, with nothing in the environment."""

import os
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import psycopg
import pytest

from tests.processes import ROOT, end, eventually

README = (ROOT / "README.md").read_text()
COMMANDS = [
    line for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) for line in block.splitlines()
]
ACCOUNTS = re.findall(r"^\| `(\w+)` \|", README, re.MULTILINE)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree as a clone would have it, with this environment's packages."""
    copy = tmp_path_factory.mktemp("clone")
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.split("\0"):
        source, target = ROOT / name, copy / name
        if name and source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    (copy / ".venv").symlink_to(ROOT / ".venv")
    return copy


@pytest.fixture(scope="module")
def database() -> Iterator[dict[str, str]]:
    """On PostgreSQL a database for the demonstration; on SQLite nothing, for it makes its own."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        yield {}
        return
    name = f"demonstration_{os.getpid()}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0")
        yield {"DATABASE_URL": re.sub(r"/[^/]*$", f"/{name}", address)}
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def nothing_but(home: Path, **more: str) -> dict[str, str]:
    """An environment with a path and an empty home."""
    return {"PATH": os.environ["PATH"], "HOME": str(home), **more}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Demonstration:
    """`script/demo`, running from the copy of the tree."""

    def __init__(self, tree: Path, home: Path, **more: str) -> None:
        self.port, self.log = free_port(), home / "demo.log"
        self.address = f"http://127.0.0.1:{self.port}"
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                ["/bin/sh", str(tree / "script/demo")],
                cwd=home,
                env=nothing_but(home, PORT=str(self.port), **more),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        eventually(self.is_ready_or_over, within=120, what="Ready", log=self.log)
        assert f"Ready: {self.address}/\n" in self.log.read_text()

    def is_ready_or_over(self) -> bool:
        return "Ready: " in self.log.read_text() or self.process.poll() is not None

    def children(self) -> list[int]:
        """All processes of its session but itself."""
        listed = subprocess.run(["ps", "-e", "-o", "pid=,sid="], capture_output=True, text=True, check=True)
        rows = (map(int, line.split()) for line in listed.stdout.splitlines())
        return [pid for pid, session in rows if session == self.process.pid and pid != self.process.pid]

    def stop(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.process.wait(30)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


@contextmanager
def demonstration(tree: Path, home: Path, **more: str) -> Iterator[Demonstration]:
    running = Demonstration(tree, home, **more)
    try:
        yield running
    finally:
        end(running.process, signal.SIGKILL)
        running.process.wait(10)


def test_readme_names_the_commands_and_accounts() -> None:
    assert {"script/demo", "script/test", "script/manage nightly"} <= set(COMMANDS)
    assert ACCOUNTS == ["official", "head", "reviewer", "analyst", "admin"]


def test_readme_links_lead_to_files() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert links
    assert not [link for link in links if not link.startswith("http") and not (ROOT / link).exists()]


def test_demo_serves_lets_the_accounts_in_and_leaves_nothing_behind(
    tree: Path, home: Path, database: dict[str, str]
) -> None:
    with demonstration(tree, home, **database) as demo:
        said = demo.log.read_text()
        for account in ACCOUNTS:
            assert re.search(rf"^ +{account} ", said, re.MULTILINE)
            page = logged_in(demo.address, account).open(f"{demo.address}/measures/").read()
            assert "Demonstration data" in page.decode()
        assert re.search(r"Its data is in .*(?:demonstration_|sqlite3)", said)
        # On the demonstration's database, which nothing here names.
        night = run([tree / "script/manage", "nightly"], home)
        assert re.search(r"sent [1-9]\d*, failed 0", night.stdout)
        assert (tree / "var/services").stat().st_mode & 0o077 == 0
        bodies = [mail.read_text() for mail in (tree / "var/mail").glob("*.html")]
        assert any(f"{demo.address}/" in body for body in bodies)
        assert len(list((tree / "var/mail").glob("*.eml"))) == len(bodies)

        second = run([tree / "script/demo"], home, PORT=str(free_port()))
        assert (second.returncode, "another one runs" in second.stderr) == (1, True)
        taken = run([tree / "script/demo"], home, PORT=str(demo.port), STATE_DIR=str(home / "other"))
        assert (taken.returncode, f"port {demo.port} cannot be used" in taken.stderr) == (1, True)

        assert demo.children()
        assert demo.stop(signal.SIGINT) == 130
        assert demo.children() == []


def test_demo_ends_when_a_process_dies_and_starts_again_on_its_state(
    tree: Path, home: Path, database: dict[str, str]
) -> None:
    with demonstration(tree, home, **database) as demo:
        worker = next(pid for pid in demo.children() if "worker" in command_of(pid))
        os.kill(worker, signal.SIGKILL)
        assert demo.process.wait(30) == 1
        assert "the worker process ended" in demo.log.read_text()
        assert demo.children() == []
    with demonstration(tree, home, **database) as demo:
        assert "there already" in demo.log.read_text()
        assert demo.stop(signal.SIGTERM) == 143
        assert demo.children() == []


def test_demo_heeds_ctrl_c_although_started_where_it_is_ignored(tree: Path, home: Path) -> None:
    """As every process is that a script starts in the background."""
    ignoring = ["/bin/sh", "-c", "trap '' INT; exec script/demo"]
    env = nothing_but(home, PORT=str(free_port()), STATE_DIR=str(home / "state"))
    process = subprocess.Popen(ignoring, cwd=tree, env=env, stdout=subprocess.DEVNULL, start_new_session=True)
    eventually((home / "state/demo.pid").exists, within=30, what="A start")
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 130


def run(command: list[str | Path], home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    env = nothing_but(home, **more)
    return subprocess.run(command, cwd="/", env=env, capture_output=True, text=True, timeout=90, check=False)


def command_of(pid: int) -> list[str]:
    listed = subprocess.run(
        ["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return listed.stdout.split()


def logged_in(address: str, username: str) -> OpenerDirector:
    """A browser without a face, after the login page."""
    cookies = CookieJar()
    browser = build_opener(HTTPCookieProcessor(cookies))
    page = browser.open(f"{address}/accounts/login/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    form = {"csrfmiddlewaretoken": token[1], "login": username, "password": "qingdao-demo"}
    sent = Request(
        f"{address}/accounts/login/", urlencode({**form, "next": "/measures/"}).encode(), {"Origin": address}
    )
    try:
        answer = browser.open(sent)
    except HTTPError as error:
        raise AssertionError(f"{username}: {error.code} {error.read()[:500]!r}") from error
    assert answer.url == f"{address}/measures/"
    assert any(cookie.name == "sessionid" for cookie in cookies)
    return browser


def test_manage_works_from_any_folder_with_nothing_in_the_environment(tree: Path, home: Path) -> None:
    done = run([tree / "script/manage", "diffsettings"], home, STATE_DIR=str(home / "state"))
    assert "MODE = 'demo'" in done.stdout
    key = home / "state/secret-key"
    assert key.read_text().strip() in done.stdout
    assert key.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL"])
def test_demo_says_at_once_which_service_cannot_be_reached(tree: Path, home: Path, name: str) -> None:
    scheme = {"DATABASE_URL": "postgres", "REDIS_URL": "redis"}[name]
    address = f"{scheme}://user:secret@127.0.0.1:{free_port()}/0"
    more = {"PORT": str(free_port()), "STATE_DIR": str(home / "state"), name: address}
    done = run([tree / "script/demo"], home, **more)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert f"{name}: " in done.stderr
    assert "refused" in done.stderr
    assert "secret" not in done.stderr


def test_manage_takes_the_services_of_the_last_demo_unless_told_otherwise(tree: Path, home: Path) -> None:
    (home / "state").mkdir()
    (home / "state/services").write_text("MAIL_URL=smtp://a:b$c'd@mail.example.org\nREDIS_URL=\nPATH=x\n")
    manage: list[str | Path] = [tree / "script/manage", "diffsettings"]
    state = str(home / "state")
    assert "mail.example.org" in run(manage, home, STATE_DIR=state).stdout
    assert "mail.example.org" not in run(manage, home, STATE_DIR=state, MAIL_URL="").stdout


def test_manage_without_tables_says_what_makes_them(tree: Path, home: Path) -> None:
    for command in ("nightly", "verify"):
        done = run([tree / "script/manage", command], home, STATE_DIR=str(home / "state"))
        assert (done.returncode, "There are no tables here" in done.stderr) == (1, True)
        assert "Traceback" not in done.stderr


def test_manage_with_a_secret_key_is_a_real_site(tree: Path, home: Path) -> None:
    done = run([tree / "script/manage", "check"], home, STATE_DIR=str(home / "state"), SECRET_KEY="x" * 50)
    assert done.returncode != 0
    assert "ALLOWED_HOSTS is not set" in done.stderr


def test_bootstrap_without_a_python_that_serves_says_what_to_get(home: Path) -> None:
    for folder in ("clone/script", "programs"):
        (home / folder).mkdir(parents=True)
    shutil.copy2(ROOT / "script/bootstrap", home / "clone/script/bootstrap")
    for name in ("sh", "dirname", "cat", "cmp", "awk"):
        (home / "programs" / name).symlink_to(shutil.which(name) or name)
    done = run(["/bin/sh", home / "clone/script/bootstrap"], home, PATH=str(home / "programs"))
    assert done.returncode == 1
    assert "no Python 3.12 or 3.13 found" in done.stderr
    assert "apt-get install python3" in done.stderr
