# The bot with what PostgreSQL and a webhook need. It takes BuildKit (Docker 23 or newer) or Buildah 1.33 or newer.
#
#   docker build -t jiyuan-bot .
#   docker run --rm jiyuan-bot ask 公租房在哪
#   docker run -d --name jiyuan-bot --env-file .env -v jiyuan-bot:/srv/data jiyuan-bot
#
# A knowledge base of your own comes in by `-v "$PWD/knowledge:/srv/knowledge:ro"`; a change of it is live within two
# seconds of the save. Without one the bot answers from the copy shipped with it. Where the files come in over a file
# system that tells of no changes (Docker Desktop, NFS), add `-e WATCHFILES_FORCE_POLLING=1`.

FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY knowledge knowledge
RUN --mount=type=cache,target=/root/.cache/pip \
    pip wheel --no-deps --wheel-dir /wheels . \
    && python -m venv --without-pip /opt/jiyuan-bot \
    && pip --python /opt/jiyuan-bot install "$(echo /wheels/*.whl)[postgres,webhook]"
# From elsewhere, so that it is the installed copy that answers: an image that cannot answer is none.
WORKDIR /tmp
RUN /opt/jiyuan-bot/bin/jiyuan-bot ask 公租房在哪 > reply && grep 富士花园 reply


FROM python:3.13-slim
LABEL org.opencontainers.image.title="jiyuan-policy-bot" \
      org.opencontainers.image.description="Answers questions about local policy in Jiyuan (济源) from a curated knowledge base" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.base.name="python:3.13-slim"

# A number of its own, so that the owner of a mounted folder can be told: chown 10001:10001 data
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /srv/data --shell /usr/sbin/nologin bot \
    && install -d -o 10001 -g 10001 /srv/data \
    && install -d /srv/knowledge
COPY --from=build /opt/jiyuan-bot /opt/jiyuan-bot

# In a container 127.0.0.1 is reached by nobody else: the webhook's server listens on all of its addresses.
ENV PATH=/opt/jiyuan-bot/bin:$PATH \
    XDG_CACHE_HOME=/srv/data/cache \
    JIYUAN_BOT_DATABASE_URL=sqlite:////srv/data/bot.db \
    JIYUAN_BOT_WEBHOOK_LISTEN=0.0.0.0

# Healthy is a bot that Telegram's updates reach.
# - Behind a webhook, /readyz answers: the server listens, and Telegram has been told where.
# - When polling, an open connection leads to the Bot API and all that came in has been read. No connection: there is no
#   network, or polling has ended. Something unread: the bot hangs. The connections to the database do not count.
# That there is a process says nothing (without one there is no container), and `jiyuan-bot ask` would try out another
# one: it fails on a knowledge base saved with an error, while the bot goes on with the last good version.
COPY --chmod=0644 <<"EOF" /usr/local/lib/jiyuan-bot/healthy.py
"""Exits with 0 where Telegram's updates reach the bot, with 1 and the reason where they do not."""

import contextlib
import http.client
import sys
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.settings import Settings

ESTABLISHED = "01"
settings = Settings.load()
if settings.webhook_url:
    address = settings.webhook_listen, settings.webhook_port
    server = http.client.HTTPConnection(*address, timeout=5)
    try:
        server.request("GET", "/readyz")
        status = server.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        sys.exit(f"the webhook's server does not answer: {type(error).__name__}")
    sys.exit(0 if status == 200 else f"the webhook's server is not ready: {status}")

first = sys.argv[1] if len(sys.argv) > 1 else "1"
children = Path(f"/proc/{first}/task/{first}/children").read_text().split()  # below `docker run --init`
sockets = set()
for process in (first, *children):
    for descriptor in Path(f"/proc/{process}/fd").glob("*"):
        with contextlib.suppress(OSError):  # closed meanwhile
            sockets.add(str(descriptor.readlink()))
database = make_url(settings.database()).port or 5432
waiting = []
for table in Path("/proc/net").glob("tcp*"):
    for row in table.read_text().splitlines()[1:]:
        _, _, remote, state, queues, _, _, _, _, inode, *_ = row.split()
        port, unread = int(remote.partition(":")[2], 16), int(queues.partition(":")[2], 16)
        if state == ESTABLISHED and port != database and f"socket:[{inode}]" in sockets:
            waiting.append(unread)
if not waiting:
    sys.exit("no connection to the Bot API")
sys.exit("what came in is not read" if any(waiting) else 0)
EOF

HEALTHCHECK --interval=60s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "/usr/local/lib/jiyuan-bot/healthy.py"]

# `./knowledge` of this folder is used where it holds a knowledge base.
WORKDIR /srv
VOLUME ["/srv/data"]
USER 10001:10001
EXPOSE 8443
ENTRYPOINT ["jiyuan-bot"]
CMD ["telegram"]
