"""What is shipped: the wheel answers by itself, and the files for servers fit the program."""

from __future__ import annotations

import configparser
import contextlib
import importlib.metadata
import importlib.util
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import bot
from bot.channels.telegram.lifetime import DRAIN
from bot.cli import cli
from bot.errors import ConflictError, SettingsError, TokenError
from bot.settings import PREFIX, Settings
from bot.storage.database import driven
from tests.channels.telegram.conftest import SMALL, start_bot
from tests.channels.telegram.standin import BotApi
from tests.conftest import ROOT

NAME = "jiyuan_policy_bot"
SETTINGS = {f"{PREFIX}{name.upper()}" for name in Settings.__struct_fields__} | {
    f"{PREFIX}KNOWLEDGE"
}
README = (ROOT / "README.md").read_text("utf-8")
needs_hatchling = pytest.mark.skipif(
    importlib.util.find_spec("hatchling") is None,
    reason="hatchling, which builds the wheel, is not installed: pip install hatchling",
)
PROGRAM = """\
import os, sys
sys.path[:0] = sys.argv.pop(1).split(os.pathsep)
import bot
from bot.cli import main
from bot.knowledge.locate import default_folder
print(bot.__file__, default_folder(), sep="\\n", flush=True)
main()
"""
"""The command, with where it comes from; the path is what it is told and the standard library."""


# -- wheel and sdist ---------------------------------------------------------------------------------


def _build(source: Path, target: Path, *kinds: str) -> None:
    """Builds with what is installed: no network, and nothing is written into the source."""
    options = [option for kind in kinds for option in ("-t", kind)]
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", *options, "-d", target],
        cwd=source, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a wheel and an sdist of this tree."""
    folder = tmp_path_factory.mktemp("built")
    _build(ROOT, folder, "wheel", "sdist")
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Iterator[zipfile.ZipFile]:
    """The wheel, to be looked into."""
    [path] = built.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        yield archive


@pytest.fixture
def unpacked(wheel: zipfile.ZipFile, tmp_path: Path) -> Path:
    """A folder with what the wheel holds, as an installation lays it out."""
    folder = tmp_path / "installed"
    wheel.extractall(folder)  # noqa: S202 - our own
    return folder


@pytest.fixture
def source(built: Path, tmp_path: Path) -> Path:
    """A folder with what the sdist holds."""
    [path] = built.glob("*.tar.gz")
    safe = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
    with tarfile.open(path) as archive:
        archive.extractall(tmp_path, **safe)  # noqa: S202 - our own
    return tmp_path / f"{NAME}-{bot.__version__}"


def _tree(folder: str, shown_as: str) -> set[str]:
    """The files below a folder of the tree, as they are called in an archive."""
    return {
        f"{shown_as}/{path.relative_to(ROOT / folder).as_posix()}"
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@needs_hatchling
def test_wheel_holds_program_and_knowledge_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    """No test, no tool and no file of the developer's; all of the knowledge is in."""
    names = set(wheel.namelist())
    about = {name for name in names if name.startswith(f"{NAME}-{bot.__version__}.dist-info/")}
    assert names - about == _tree("bot", "bot") | _tree("knowledge", "bot/_knowledge")
    assert "bot/py.typed" in names
    assert "bot/_knowledge/entries/housing.yaml" in names
    assert about


@needs_hatchling
def test_wheel_says_what_it_is(unpacked: Path) -> None:
    """Version, command, licence, extras and the README are told to whoever installs it."""
    about = unpacked / f"{NAME}-{bot.__version__}.dist-info"
    wheel = importlib.metadata.Distribution.at(about)
    assert wheel.version == bot.__version__
    assert [(e.group, e.name, e.value) for e in wheel.entry_points] == [
        ("console_scripts", "jiyuan-bot", "bot.cli:main")
    ]
    assert wheel.metadata["License-Expression"] == "MIT"
    assert (about / "licenses" / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
    assert {"postgres", "webhook", "report"} <= set(wheel.metadata.get_all("Provides-Extra", []))
    assert wheel.metadata["Description"].strip() == README.strip()


@needs_hatchling
def test_program_answers_from_the_wheel(unpacked: Path, tmp_path: Path) -> None:
    """Neither the tree nor its knowledge is needed: what was installed answers by itself."""
    (tmp_path / "elsewhere").mkdir()
    # -I and -S: no variable, no working directory and no editable installation lead to the tree.
    installed = [p for p in sys.path if p.endswith(("site-packages", "dist-packages"))]
    path = os.pathsep.join([str(unpacked), *installed])
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", PROGRAM, path, "ask", "公租房在哪"],
        cwd=tmp_path / "elsewhere", capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    program, knowledge, *reply = done.stdout.splitlines()
    assert Path(program) == unpacked / "bot" / "__init__.py"
    assert Path(knowledge) == unpacked / "bot" / "_knowledge"
    assert "富士花园" in "\n".join(reply)


@needs_hatchling
def test_sdist_holds_what_changes_need(source: Path) -> None:
    """Program, knowledge, tests and papers; none of what only a developer's machine has."""
    held = {path.name for path in source.iterdir()}
    assert {
        "bot",
        "knowledge",
        "tests",
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
        "pyproject.toml",
    } <= held
    assert (source / "knowledge/entries/housing.yaml").is_file()
    assert (source / "tests/test_packaging.py").is_file()
    assert (source / "tests/questions/dev.jsonl").is_file()
    assert not held & {".env", ".git", ".venv", ".pytest_cache", "build", "dist"}
    assert not list(source.rglob("__pycache__"))


@needs_hatchling
def test_wheel_of_the_sdist_is_the_wheel_of_the_tree(
    source: Path, wheel: zipfile.ZipFile, tmp_path: Path
) -> None:
    """Who installs from the source gets the same files."""
    _build(source, tmp_path / "again", "wheel")
    [again] = (tmp_path / "again").glob("*.whl")
    with zipfile.ZipFile(again) as archive:
        assert {(i.filename, i.CRC) for i in archive.infolist()} == {
            (i.filename, i.CRC) for i in wheel.infolist()
        }


def test_changelog_goes_with_the_version() -> None:
    """What is not released stands first; releases are dated, fall, and reach at most the version."""
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    first, *released = re.findall(r"^## (.+)$", changes, re.MULTILINE)
    assert first == "[Unreleased]"
    versions = []
    for heading in released:
        found = re.fullmatch(r"\[(\d+)\.(\d+)\.(\d+)\] - \d{4}-\d{2}-\d{2}", heading)
        assert found, heading
        versions.append(tuple(map(int, found.groups())))
    assert versions == sorted(set(versions), reverse=True)
    assert versions[:1] <= [tuple(map(int, re.findall(r"\d+", bot.__version__)[:3]))]


# -- container ---------------------------------------------------------------------------------------

DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
_SCRIPT = re.compile(r'(<<"EOF" \S+)\n(.*?\n)EOF\n', re.DOTALL)
[(_, HEALTHY)] = _SCRIPT.findall(DOCKERFILE)


def _instructions() -> list[tuple[str, str]]:
    """What the Dockerfile says: each instruction with its arguments on one line."""
    text = re.sub(r"^\s*#.*\n", "", _SCRIPT.sub(r"\1\n", DOCKERFILE), flags=re.MULTILINE)
    rows = [row.split(maxsplit=1) for row in text.replace("\\\n", " ").splitlines() if row.strip()]
    return [(name, " ".join(arguments.split())) for name, arguments in rows]


def _of(name: str) -> list[str]:
    return [arguments for instruction, arguments in _instructions() if instruction == name]


def test_image_runs_the_bot_as_nobody_special() -> None:
    """Two stages; the one that is shipped has a user of its own, a health check and the command."""
    build, runtime = _of("FROM")
    assert build == f"{runtime} AS build"
    last = [name for name, _ in _instructions()].index("FROM", 1)
    shipped = dict(_instructions()[last:])
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", shipped["USER"])
    assert "healthy.py" in shipped["HEALTHCHECK"]
    assert json.loads(shipped["ENTRYPOINT"]) == ["jiyuan-bot"]
    [command] = json.loads(shipped["CMD"])
    assert command in cli.commands


def test_image_is_of_a_python_that_the_project_names() -> None:
    """The base image's version stands among the classifiers, and its extras exist."""
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    [version] = {re.fullmatch(r"python:(3\.\d+)-slim( AS build)?", f)[1] for f in _of("FROM")}
    assert f'"Programming Language :: Python :: {version}"' in project
    [extras] = re.findall(r"\*\.whl\)\[([a-z,]+)\]", DOCKERFILE)
    assert {"postgres", "webhook"} <= set(extras.split(","))
    assert all(re.search(rf"^{extra} = \[", project, re.MULTILINE) for extra in extras.split(","))


def test_nothing_but_what_the_wheel_needs_goes_into_the_image() -> None:
    """The context lets in what is copied; secrets and databases stay out."""
    rows = [r for r in (ROOT / ".dockerignore").read_text("utf-8").split() if r[0] in "*!"]
    assert rows[0] == "*"
    let_in = {row[1:] for row in rows if row[0] == "!"}
    copied = {name for row in _of("COPY") if row[0] != "-" for name in row.split()[:-1]}
    assert let_in == copied
    assert all((ROOT / name).exists() for name in copied)
    assert {"**/.env", "**/*.db", "**/*.sqlite", "**/__pycache__"} <= set(rows)


def test_files_for_servers_name_only_settings_that_exist() -> None:
    """A setting that was renamed is found here."""
    for name in ("Dockerfile", "compose.yaml", ".github/jiyuan-bot.service"):
        named = set(re.findall(rf"{PREFIX}[A-Z_]+", (ROOT / name).read_text("utf-8")))
        assert named, name
        assert named <= SETTINGS, name


@pytest.fixture
def api() -> Iterator[BotApi]:
    """A Bot API on loopback."""
    server = BotApi()
    yield server
    with contextlib.suppress(RuntimeError):  # a test has closed it
        server.close()


@contextlib.contextmanager
def _running(api: BotApi, folder: Path, **more: str) -> Iterator[subprocess.Popen[str]]:
    (folder / "small" / "entries").mkdir(parents=True)
    (folder / "small" / "entries" / "all.yaml").write_text(SMALL, "utf-8")
    more = {"JIYUAN_BOT_KNOWLEDGE": str(folder / "small"), **more}
    process = start_bot(api.url, folder, more=more)
    try:
        yield process
    finally:
        process.kill()
        process.wait(timeout=10)


def _health(process: subprocess.Popen[str], **settings: str) -> str:
    """What the image's check says of a process: nothing where it is healthy."""
    done = subprocess.run(
        [sys.executable, "-c", HEALTHY, str(process.pid)],
        env={**os.environ, "PYTHONPATH": str(ROOT), **settings}, cwd=ROOT / "tests",
        capture_output=True, encoding="utf-8", timeout=60,
    )  # fmt: skip
    assert done.returncode == (1 if done.stderr else 0)
    return done.stderr.strip()


def _wait_for_health(said: str, process: subprocess.Popen[str], **settings: str) -> None:
    end = time.monotonic() + 30
    while (now := _health(process, **settings)) != said:
        assert time.monotonic() < end, now
        time.sleep(0.1)


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="connections are read off /proc")
def test_image_is_healthy_while_a_polling_bot_is_reached(api: BotApi, tmp_path: Path) -> None:
    """A bot that hangs is not, nor one that the Bot API cannot reach; one that recovers is."""
    with _running(api, tmp_path) as process:
        _wait_for_health("", process)
        process.send_signal(signal.SIGSTOP)
        _wait_for_health("what came in is not read", process)
        process.send_signal(signal.SIGCONT)
        _wait_for_health("", process)
        # A connection to the database says nothing about Telegram.
        database = f"postgresql://bot@{api.url.removeprefix('http://')}/bot"
        assert _health(process, JIYUAN_BOT_DATABASE_URL=database) == "no connection to the Bot API"
        api.close()
        _wait_for_health("no connection to the Bot API", process)
        assert process.poll() is None


def test_image_is_healthy_while_the_webhook_is_ready(api: BotApi, tmp_path: Path) -> None:
    """Behind a webhook its server is asked; one that is gone is told."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = str(found.getsockname()[1])
    webhook = {
        "JIYUAN_BOT_WEBHOOK_URL": f"http://127.0.0.1:{port}/hook", "JIYUAN_BOT_WEBHOOK_PORT": port,
        "JIYUAN_BOT_WEBHOOK_SECRET": "a-secret-of-the-test",
    }  # fmt: skip
    with _running(api, tmp_path, **webhook) as process:
        _wait_for_health("", process, **webhook)
        process.kill()
        process.wait(timeout=10)
        gone = "the webhook's server does not answer: ConnectionRefusedError"
        assert _health(process, **webhook) == gone


# -- compose -----------------------------------------------------------------------------------------


@pytest.fixture
def services() -> dict[str, dict[str, Any]]:
    """The services of compose.yaml."""
    found: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))[
        "services"
    ]
    return found


def test_compose_passes_every_setting_on(services: dict[str, dict[str, Any]]) -> None:
    """All that the bot knows and the README tells of can be set, under its own name."""
    assert set(services["bot"]["environment"]) == SETTINGS
    assert all(f"`{name}`" in README for name in SETTINGS)


def test_compose_waits_for_a_database_that_is_kept(services: dict[str, dict[str, Any]]) -> None:
    """The URL leads to the service that the bot waits for; its data outlive it."""
    url = driven(
        re.sub(r"\$\{[^}]*\}", "x", services["bot"]["environment"]["JIYUAN_BOT_DATABASE_URL"])
    )
    assert url.get_backend_name() == "postgresql"
    database = services[str(url.host)]
    assert services["bot"]["depends_on"][url.host]["condition"] == "service_healthy"
    assert database["healthcheck"]["test"]
    assert (url.username, url.database) == (
        database["environment"]["POSTGRES_USER"], database["environment"]["POSTGRES_DB"],
    )  # fmt: skip
    volumes = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["volumes"]
    assert database["volumes"][0].split(":")[0] in volumes
    assert "ports" not in database


def test_compose_holds_no_secret(services: dict[str, dict[str, Any]]) -> None:
    """Token and passwords come from outside, and their absence is told."""
    values = {k: v for s in services.values() for k, v in s["environment"].items()}
    for name in ("JIYUAN_BOT_TOKEN", "POSTGRES_PASSWORD"):
        assert values[name].startswith(f"${{{name}:?")
    assert ":${POSTGRES_PASSWORD:?" in values["JIYUAN_BOT_DATABASE_URL"]
    assert values["JIYUAN_BOT_WEBHOOK_SECRET"] is None


def test_compose_mounts_where_the_image_looks(services: dict[str, dict[str, Any]]) -> None:
    """Data go where the image keeps them; the knowledge base is found, and is not written to."""
    data, knowledge = services["bot"]["volumes"]
    assert [data.split(":")[1]] == json.loads(_of("VOLUME")[0])
    assert knowledge["target"] == services["bot"]["environment"]["JIYUAN_BOT_KNOWLEDGE"]
    assert knowledge["read_only"]
    assert (ROOT / knowledge["source"] / "entries").is_dir()
    assert float(services["bot"]["stop_grace_period"].removesuffix("s")) > DRAIN


# -- systemd -----------------------------------------------------------------------------------------


@pytest.fixture
def unit() -> dict[str, str]:
    """The service's section of the unit; of what is repeated, the last."""
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read(ROOT / ".github" / "jiyuan-bot.service", "utf-8")
    return dict(parser["Service"])


def test_unit_restarts_what_a_restart_mends(unit: dict[str, str]) -> None:
    """Exit codes that the README says mean a person is needed end it."""
    [told] = re.findall(r"^Exit codes: (.+)$", README, re.MULTILINE)
    final = {int(code) for code in re.findall(r"\b\d\b", told)} - {0}
    assert unit["Restart"] == "on-failure"
    assert {int(code) for code in unit["RestartPreventExitStatus"].split()} == final
    assert {e.exit_code for e in (SettingsError, TokenError, ConflictError)} == final


def test_unit_runs_the_bot_with_no_rights_to_spare(unit: dict[str, str]) -> None:
    """Not as root, on a system that it cannot write to, with folders of its own."""
    program, command = unit["ExecStart"].split()
    assert Path(program).name == "jiyuan-bot"
    assert command in cli.commands
    assert unit["DynamicUser"] == "yes"
    assert unit["ProtectSystem"] == "strict"
    assert unit["NoNewPrivileges"] == "yes"
    assert unit["CapabilityBoundingSet"] == ""
    assert unit["StateDirectory"] == unit["CacheDirectory"] == "jiyuan-bot"
    assert "JIYUAN_BOT_TOKEN" not in unit.get("Environment", "")
    assert float(unit["TimeoutStopSec"]) > DRAIN
