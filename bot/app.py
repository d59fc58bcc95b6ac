"""The composition root: everything is built and put together here, and nowhere else."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from bot.channels.base import Channel
from bot.channels.webchat.channel import WebChannel
from bot.channels.wecom.token_store import StoredToken
from bot.demo import bureau as demo_bureau
from bot.demo.clock import DemoClock
from bot.inbound.dispatcher import Turns
from bot.inbound.receiver import InboundReceiver
from bot.media.drawings import Drawer
from bot.media.processing import PhotoProcessing
from bot.media.worker import EvidenceWorker
from bot.metrics import metrics_route
from bot.outbound.sender import Sender
from bot.settings import Settings, WrongSettings
from bot.web.app import Web, create_web
from bot.web.documents import documents_route
from bot.web.gallery import Gallery
from casework.calendar.days import load_years
from casework.desk import Bureau, Desk
from handlers.registry import CONVERSATIONS
from pictures.types import PhotoLimits
from scheduler.ticker import Ticker
from storage.database import Database, DatabaseAway, open_database, sqlite_warning
from storage.evidence.abandoned import remove_given_up
from storage.evidence.store import EvidenceFailed, EvidenceStore, open_store
from storage.migrate import upgrade

if TYPE_CHECKING:
    from bot.channels.wecom.client import WeComClient

log = structlog.get_logger()

VERSION = "0.1.0"
SWEEP_SECONDS = 3600.0
DATA = Path(".data")
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the moment it is."""
    return datetime.now(UTC)


@dataclass
class App:
    """The program's parts, built and not yet running."""

    settings: Settings
    database: Database
    store: EvidenceStore
    door: InboundReceiver
    channels: dict[str, Channel]
    web_channel: WebChannel
    delivery: Sender
    intake: EvidenceWorker
    ticker: Ticker
    web: Web
    clock: Clock
    turned_away: Counter[str] = field(default_factory=Counter)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Take, fetch, deliver and tick until the block ends; then finish what is under way, over
        connections still open.
        """
        self.door.open()
        workers = [asyncio.create_task(each) for each in (self.delivery.run(), self.intake.run())]
        sweeper = asyncio.create_task(self._sweep())
        for channel in self.channels.values():
            await channel.start()
        self.ticker.start()
        try:
            yield
        finally:
            await asyncio.to_thread(self.ticker.stop)
            for channel in self.channels.values():
                await channel.stop_listening()
            await asyncio.to_thread(self.door.close)
            self.delivery.stop()
            self.intake.stop()
            sweeper.cancel()
            await asyncio.gather(*workers, sweeper, return_exceptions=True)
            for channel in self.channels.values():
                await channel.stop()
            self.database.close()

    async def _sweep(self) -> None:
        """Remove uploads that no message ever pointed to, and pictures of drafts given up."""
        while True:
            try:
                await asyncio.to_thread(self.web_channel.sweep_uploads, self.database, self.clock())
                while await asyncio.to_thread(self._remove_given_up):
                    pass
            except (EvidenceFailed, DatabaseAway, DBAPIError, OSError) as error:
                log.warning("sweeping is put off", error=str(error))
            await asyncio.sleep(SWEEP_SECONDS)

    def _remove_given_up(self) -> int:
        with self.database.write() as session:
            return remove_given_up(session, self.store, self.clock())

    def name_bot(self, username: str) -> None:
        """Let invitations lead to this Telegram bot."""
        self.door.bureau = replace(self.door.bureau, telegram_bot=username)

    def readings(self) -> Mapping[str, Mapping[str, float]]:
        """Return what the parts have counted, for the metrics."""
        troubles = self.ticker.troubles()
        return {
            "door": asdict(self.door.tally),
            "delivery": asdict(self.delivery.counters),
            "intake": asdict(self.intake.counters),
            "webhooks": {f"refused_{reason}": count for reason, count in self.turned_away.items()},
            "scheduler": {
                "jobs_failing": len(troubles.failing),
                "jobs_late": len(troubles.late),
                "jobs_done": self.ticker.done,
            },
        }


def build(settings: Settings, *, clock: Clock = utc_now, data: Path = DATA) -> App:
    """Put the program together; the database's tables are brought up to date, nothing listens or
    runs yet.
    """
    if warning := sqlite_warning() if settings.database_url.startswith("sqlite") else None:
        log.warning(warning)
    bureau = bureau_of(settings, data)
    database, clock = open_for_work(settings, bureau, clock)
    if settings.demo:
        demo_bureau.set_the_stage(database, clock(), bureau)
    store = open_evidence(settings.evidence_url)
    mark = "demo-" if settings.demo else ""  # what the demo leaves lying goes with `make clean`
    web_channel = WebChannel(data / f"{mark}uploads")
    channels: dict[str, Channel] = {"web": web_channel}
    door = InboundReceiver(
        database, Turns(CONVERSATIONS), bureau, clock, settings.messages_per_minute
    )
    limits = PhotoLimits(settings.photo_max_bytes, settings.photo_max_pixels)
    lab = PhotoProcessing(channels, store, clock, limits, settings.font_path, settings.zone)
    intake = EvidenceWorker(database, lab, store, clock, data / f"{mark}intake")
    drawer = Drawer(data / f"{mark}drawings", settings.font_path, settings.zone)
    delivery = Sender(database, channels, clock, settings.zone, intake.picture, draw=drawer.draw)
    ticker = Ticker(database, bureau, clock)
    web = create_web(
        web_channel,
        door.receive,
        settings,
        secret=bureau.secret,
        database=database,
        gallery=Gallery(database, store),
        personas=demo_bureau.personas,
        clock=clock,
        version=VERSION,
        draw=drawer.draw,
        jobs=lambda: asdict(ticker.troubles()),
        forward=partial(clock.forward, ticker=ticker) if isinstance(clock, DemoClock) else None,
    )
    app = App(
        settings, database, store, door, channels, web_channel, delivery, intake, ticker, web, clock
    )
    if settings.has_telegram:
        _add_telegram(app)
    if settings.has_wecom:
        _add_wecom(app)
    door.turns.page_sizes = {name: channel.page_size for name, channel in channels.items()}
    door.after_commit += [delivery.wake, intake.wake]
    intake.after_commit += [delivery.wake]
    ticker.after_commit += [delivery.wake]
    web.include_router(metrics_route(app.readings))
    web.include_router(documents_route(database, store, bureau, clock))
    return app


def open_for_work(
    settings: Settings, bureau: Bureau, clock: Clock = utc_now
) -> tuple[Database, Clock]:
    """Open the database with its tables and the published working days around today; the demo's
    clock is kept in it.

    Raises WrongSettings when that cannot be.
    """
    database = _open_with_tables(settings.database_url)
    if settings.demo:
        clock = DemoClock(database, clock)
    with database.write() as session:
        desk = Desk(session, clock(), bureau)
        load_years(desk, desk.today.year - 2, desk.today.year + 1)
    return database, clock


def _open_with_tables(url: str) -> Database:
    """Open the database and bring its tables up to date; raises WrongSettings when that cannot be."""
    try:
        database = open_database(url)
        try:
            upgrade(database.writer)
        except BaseException:
            database.close()
            raise
    except (DBAPIError, OSError) as error:
        reason = str(getattr(error, "orig", error)).partition("\n")[0]
        raise WrongSettings(
            [
                f"DATABASE_URL: {make_url(url).render_as_string()} 无法使用 / cannot be used: {reason}"
            ]
        ) from error
    return database


def open_evidence(url: str) -> EvidenceStore:
    """Open the evidence store; raises WrongSettings when that cannot be."""
    try:
        return open_store(url)
    except EvidenceFailed as error:
        raise WrongSettings([f"EVIDENCE_URL: 无法使用 / cannot be used: {error}"]) from error


def bureau_of(settings: Settings, data: Path = DATA) -> Bureau:
    """Return what every message needs to know of the bureau; the demo keeps a secret of its own in
    the folder `data`.
    """
    secret = settings.secret_key.get_secret_value() or demo_bureau.secret(data)
    return Bureau(
        settings.bureau_name,
        settings.zone,
        secret.encode(),
        photos_per_ticket=settings.photos_per_ticket,
        public_url=settings.address,
    )


def _add_telegram(app: App) -> None:
    # only with a token: its library costs memory and start time
    from bot.channels.telegram.channel import (
        WEBHOOK_PATH,
        TelegramChannel,
    )
    from bot.channels.telegram.webhook import TelegramWebhook

    settings = app.settings
    channel = TelegramChannel(
        settings.telegram_token.get_secret_value(),
        app.door.receive,
        base_url=settings.telegram_base_url,
        proxy=settings.telegram_proxy,
        webhook_url=settings.telegram_webhook_url,
        webhook_secret=settings.telegram_webhook_secret.get_secret_value(),
        conversations=frozenset(CONVERSATIONS),
    )
    channel.turned_away = app.turned_away
    channel.introduced = app.name_bot
    app.channels["telegram"] = channel
    if settings.telegram_webhook_url:
        app.web.callbacks[WEBHOOK_PATH] = TelegramWebhook(channel)


def _add_wecom(app: App) -> None:
    from bot.channels.wecom.callback import CallbackKeys, wecom_callback
    from bot.channels.wecom.channel import WeComChannel  # as above

    settings = app.settings
    channel = WeComChannel(wecom_client(settings, app.database, app.clock), clock=app.clock)
    keys = CallbackKeys(
        settings.wecom_corp_id,
        settings.wecom_token.get_secret_value(),
        settings.wecom_aes_key.get_secret_value(),
    )
    app.channels["wecom"] = channel
    app.web.include_router(
        wecom_callback(
            channel, keys, app.door.receive, clock=app.clock, turned_away=app.turned_away
        )
    )


def wecom_client(settings: Settings, database: Database, clock: Clock = utc_now) -> WeComClient:
    """Return a client for WeCom's API; its token is kept in the database."""
    from bot.channels.wecom.client import WeComClient  # as above

    return WeComClient(
        settings.wecom_api_base,
        settings.wecom_corp_id,
        settings.wecom_secret.get_secret_value(),
        settings.wecom_agent_id or 0,
        StoredToken(database, f"wecom {settings.wecom_corp_id} {settings.wecom_agent_id}"),
        clock=clock,
    )
