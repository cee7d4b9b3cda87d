"""Works a version out in a process apart, which takes the memory for it along when it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bot.errors import KnowledgeError

_WORK_OUT = (
    "import sys; sys.path[:] = sys.argv[3:]; "
    "from bot.channels.apart import work_out; work_out(sys.argv[1], sys.argv[2])"
)
NICE = 5
"""How much a process apart yields to the bot where both want a core."""


def work_out_apart(folder: Path, *, is_shown: bool = False) -> None:
    """Has another process fill the cache.

    Args:
        folder: The knowledge base.
        is_shown: Show on a terminal how far it is.

    Raises:
        KnowledgeError: The folder has errors.
    """
    import msgspec

    from bot.knowledge.findings import Finding

    command = [sys.executable, "-c", _WORK_OUT, str(folder), "shown" * is_shown, *sys.path]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True)  # noqa: S603 - our own
        findings = msgspec.json.decode(done.stdout, type=list[Finding])
    except (OSError, subprocess.CalledProcessError, msgspec.MsgspecError):
        return  # no process to be had: this one does it, slower
    if findings:
        raise KnowledgeError(findings)


def work_out(folder: str, shows: str) -> None:
    """Fills the cache and prints what is wrong with a folder, in JSON; run in a process apart.

    Args:
        folder: The knowledge base.
        shows: Not empty to show on a terminal how far it is.
    """
    import msgspec

    from bot.dialogue.assistant import Assistant
    from bot.progress import shown, unseen

    findings: tuple[object, ...] = ()
    if hasattr(os, "nice"):
        os.nice(NICE)
    try:
        Assistant.load(Path(folder), shown if shows else unseen)
    except KnowledgeError as error:
        findings = error.findings
    sys.stdout.buffer.write(msgspec.json.encode(findings))
