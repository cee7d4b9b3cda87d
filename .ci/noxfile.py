"""All checks by one command: `python -m nox -f .ci/noxfile.py` (with `-s NAME` for one of them).

They run in the environment that nox itself stands in: `pip install -e '.[dev]'` makes it.
"""

from __future__ import annotations

from pathlib import Path

import nox

ROOT = Path(__file__).parent.parent
KEPT = (
    "__getattr__,do_*,process_request,post,set_default_headers,write_error,model_config",
    "revision,down_revision,branch_labels,depends_on,*_timeout,rate_limit_args",
    "preserve_quotes,width,work_out,telegram,within,neutral,always,new_words",
)
"""Names that only a library or the command line calls, and signs that are only added up."""

nox.options.default_venv_backend = "none"


def _run(session: nox.Session, *command: str) -> None:
    session.chdir(ROOT)
    session.run(*command, external=True)


@nox.session
def lint(session: nox.Session) -> None:
    """Style and common mistakes; each rule that is left out has its reason in pyproject.toml."""
    _run(session, "ruff", "check", ".")
    _run(session, "ruff", "format", "--check", "-q", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Strict types of bot/."""
    _run(session, "mypy")


@nox.session
def dead(session: nox.Session) -> None:
    """Code that nothing calls."""
    _run(session, "vulture", "bot", "--min-confidence", "60", "--ignore-names", ",".join(KEPT))


@nox.session
def dependencies(session: nox.Session) -> None:
    """Whether what is installed fits together (needs no network)."""
    _run(session, "python", "-m", "pip", "check")


@nox.session
def knowledge(session: nox.Session) -> None:
    """The knowledge base's own check."""
    _run(session, "jiyuan-bot", "check")


@nox.session
def tests(session: nox.Session) -> None:
    """All tests."""
    _run(session, "python", "-m", "pytest", "-q", *session.posargs)


@nox.session(default=False)
def coverage(session: nox.Session) -> None:
    """All tests, and how much of bot/ they run, by branches."""
    report = "--cov-report=term-missing:skip-covered"
    _run(session, "python", "-m", "pytest", "-q", "--cov", report)


@nox.session(default=False)
def audit(session: nox.Session) -> None:
    """Known weaknesses of the dependencies (asks the network)."""
    _run(session, "pip-audit", "--skip-editable", "--progress-spinner=off")
