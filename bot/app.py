"""The composition root: everything is built and put together here, and nowhere else."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import structlog
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from bot.channels.base import Channel, ChannelHost, ChannelSetup, ChannelTraits
from bot.channels.telegram.setup import TELEGRAM_SETUP
from bot.channels.webchat.channel import WebChannel
from bot.channels.webchat.traits import WEB_CHAT
from bot.channels.wecom.setup import WECOM_SETUP
from bot.connections import ConnectionLimits, Connections
from bot.demo import bureau as demo_bureau
from bot.demo.clock import DemoClock
from bot.heads import HeadsFile, keep_heads
from bot.inbound.dispatcher import Dispatcher
from bot.inbound.receiver import InboundReceiver
from bot.media.drawings import Drawer
from bot.media.processing import PhotoProcessing
from bot.media.worker import EvidenceWorker
from bot.metrics import metrics_route
from bot.outbound.sender import Sender
from bot.settings import Settings, WrongSettings
from bot.web.app import Web, create_web
from bot.web.custodian import custodian_routes
from bot.web.documents import documents_route
from bot.web.gallery import Gallery
from casework.calendar.days import load_years
from casework.desk import Bureau, Desk
from handlers.registry import CONVERSATIONS
from locales import Message
from pictures.types import PhotoLimits
from scheduler.ticker import Ticker
from storage.database import Database, open_database, sqlite_warning
from storage.evidence.abandoned import remove_abandoned
from storage.evidence.failures import EvidenceFailed
from storage.evidence.store import EvidenceStore, open_store
from storage.migrate import upgrade
from storage.queries.complainants import hide_complainants
from storage.sealing import seal_what_is_in_clear

log = structlog.get_logger()

VERSION = "0.1.0"
CHANNELS: tuple[ChannelSetup, ...] = (TELEGRAM_SETUP, WECOM_SETUP)  # beside the web chat
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
    receiver: InboundReceiver
    channels: dict[str, Channel]
    web_channel: WebChannel
    sender: Sender
    evidence_worker: EvidenceWorker
    ticker: Ticker
    web: Web
    clock: Clock
    connections: Connections
    refused: Counter[str] = field(default_factory=Counter)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Receive, fetch, send and tick until the block ends.

        Then what is under way is finished, over connections still open.
        """
        self.receiver.open()
        workers = [
            asyncio.create_task(self.sender.run()),
            asyncio.create_task(self.evidence_worker.run()),
        ]
        for channel in self.channels.values():
            await channel.start()
        self.ticker.start()
        try:
            yield
        finally:
            await asyncio.to_thread(self.ticker.stop)
            for channel in self.channels.values():
                await channel.stop_listening()
            await asyncio.to_thread(self.receiver.close)
            self.sender.stop()
            self.evidence_worker.stop()
            await asyncio.gather(*workers, return_exceptions=True)
            for channel in self.channels.values():
                await channel.stop()
            self.database.close()

    def readings(self) -> Mapping[str, Mapping[str, float]]:
        """Return what the parts have counted, for the metrics."""
        troubles = self.ticker.troubles()
        return {
            "door": asdict(self.receiver.tally),
            "delivery": asdict(self.sender.counters),
            "intake": asdict(self.evidence_worker.counters),
            "webhooks": {f"refused_{reason}": count for reason, count in self.refused.items()},
            "connections": asdict(self.connections.counters),
            "scheduler": {
                "jobs_failing": len(troubles.failing),
                "jobs_late": len(troubles.late),
                "jobs_done": self.ticker.done,
            },
        }


def _sweep_files(database: Database, store: EvidenceStore, web: WebChannel, now: datetime) -> int:
    """Remove uploads that no message ever pointed to, and pictures of drafts given up."""
    removed = web.sweep_uploads(database, now)
    with database.write() as session:
        return removed + remove_abandoned(session, store, now)


def build(
    settings: Settings,
    *,
    clock: Clock = utc_now,
    data: Path = DATA,
    channels: Iterable[ChannelSetup] = CHANNELS,
) -> App:
    """Put the program together; nothing listens or runs yet.

    The database's tables are brought up to date.
    """
    _warn_of_database(settings)
    traits = traits_of(channels)
    bureau = bureau_of(settings, data, traits)
    database, clock = open_for_work(settings, bureau, clock)
    if settings.demo:
        demo_bureau.set_the_stage(database, clock(), bureau)
    dispatcher = Dispatcher(CONVERSATIONS, traits)
    app = _build_parts(settings, database, bureau, clock, data, dispatcher)
    _connect(app, channels)
    app.receiver.after_commit += [app.sender.wake, app.evidence_worker.wake]
    app.evidence_worker.after_commit += [app.sender.wake]
    app.ticker.after_commit += [app.sender.wake]
    token = settings.metrics_token.get_secret_value()
    app.web.include_router(metrics_route(app.readings, token))
    app.web.include_router(documents_route(database, app.store, bureau, clock))
    app.web.include_router(custodian_routes(settings, VERSION, database, bureau, clock))
    return app


def _build_parts(
    settings: Settings,
    database: Database,
    bureau: Bureau,
    clock: Clock,
    data: Path,
    dispatcher: Dispatcher,
) -> App:
    """Build every part but the channels that the settings ask for."""
    store = open_evidence(settings.evidence_url)
    mark = "demo-" if settings.demo else ""  # what the demo leaves lying goes with `make clean`
    web_channel = WebChannel(data / f"{mark}uploads")
    connected: dict[str, Channel] = {WEB_CHAT.name: web_channel}
    receiver = InboundReceiver(database, dispatcher, bureau, clock, settings.messages_per_minute)
    processing = _build_processing(settings, store, clock, connected)
    evidence_worker = EvidenceWorker(database, processing, store, clock, data / f"{mark}intake")
    drawer = Drawer(data / f"{mark}drawings", settings.font_path, settings.zone)
    sender = Sender(
        database,
        connected,
        clock,
        settings.zone,
        evidence_worker.picture,
        draw=drawer.draw,
        secret=bureau.secret,
    )
    handed_in: dict[str, Callable[[datetime], int]] = {
        "sweep_files": partial(_sweep_files, database, store, web_channel),
        "empty_log": database.empty_log,
        "keep_heads": partial(keep_heads, database, heads_file(settings, data), settings.zone),
    }
    ticker = Ticker(database, bureau, clock, handed_in=handed_in)
    web = _build_web(
        settings, database, bureau, clock, web_channel, receiver, store, drawer, ticker
    )
    return App(
        settings,
        database,
        store,
        receiver,
        connected,
        web_channel,
        sender,
        evidence_worker,
        ticker,
        web,
        clock,
        Connections(ConnectionLimits(), web.is_vital, settings.forwarded_allow_ips),
    )


def _build_processing(
    settings: Settings, store: EvidenceStore, clock: Clock, channels: Mapping[str, Channel]
) -> PhotoProcessing:
    limits = PhotoLimits(settings.photo_max_bytes, settings.photo_max_pixels)
    return PhotoProcessing(channels, store, clock, limits, settings.font_path, settings.zone)


def _build_web(
    settings: Settings,
    database: Database,
    bureau: Bureau,
    clock: Clock,
    channel: WebChannel,
    receiver: InboundReceiver,
    store: EvidenceStore,
    drawer: Drawer,
    ticker: Ticker,
) -> Web:
    """Build the web app; the demo's clock can be moved on from it."""
    forward = None
    if isinstance(clock, DemoClock):
        forward = partial(clock.forward, ticker=ticker)
    return create_web(
        channel,
        receiver.receive,
        settings,
        secret=bureau.secret,
        database=database,
        gallery=Gallery(database, store),
        personas=demo_bureau.personas,
        clock=clock,
        version=VERSION,
        draw=drawer.draw,
        jobs=lambda: asdict(ticker.troubles()),
        forward=forward,
    )


def _warn_of_database(settings: Settings) -> None:
    if settings.database_url.startswith("sqlite") and (warning := sqlite_warning()):
        log.warning(warning)


def open_for_work(
    settings: Settings, bureau: Bureau, clock: Clock = utc_now
) -> tuple[Database, Clock]:
    """Open the database with its tables and the published working days around today; the demo's
    clock is kept in it.

    Raises WrongSettings when that cannot be.
    """
    database = _open_with_tables(settings.database_url, bureau.secret)
    database.key = bureau.record_key
    if settings.demo:
        clock = DemoClock(database, clock)
    with database.write() as session:
        desk = Desk(session, clock(), bureau)
        load_years(desk, desk.today.year - 2, desk.today.year + 1)
        hide_complainants(session, bureau.routes)
    return database, clock


def _open_with_tables(url: str, secret: bytes) -> Database:
    """Open the database, bring its tables up to date, seal what is in clear; raises
    WrongSettings.
    """
    try:
        database = open_database(url, secret)
        try:
            upgrade(database.writer)
            seal_what_is_in_clear(database)
        except BaseException:
            database.close()
            raise
    except (DBAPIError, OSError) as error:
        reason = str(getattr(error, "orig", error)).partition("\n")[0]
        shown = make_url(url).render_as_string()
        line = f"DATABASE_URL: {shown} 无法使用 / cannot be used: {reason}"
        raise WrongSettings([line]) from error
    return database


def heads_file(settings: Settings, data: Path = DATA) -> HeadsFile:
    """Return the file with the heads of days; the demo's goes with `make clean`."""
    return HeadsFile(data / f"{'demo-' if settings.demo else ''}heads.txt")


def open_evidence(url: str) -> EvidenceStore:
    """Open the evidence store; raises WrongSettings when that cannot be."""
    try:
        return open_store(url)
    except EvidenceFailed as error:
        raise WrongSettings([f"EVIDENCE_URL: 无法使用 / cannot be used: {error}"]) from error


def bureau_of(
    settings: Settings,
    data: Path = DATA,
    channels: Mapping[str, ChannelTraits] | None = None,
) -> Bureau:
    """Return what every message needs to know of the bureau.

    The demo keeps a secret of its own in the folder `data`; `channels` are those of the program
    where none are given.
    """
    secret = settings.secret_key.get_secret_value() or demo_bureau.secret(data)
    return Bureau(
        settings.bureau_name,
        settings.zone,
        secret.encode(),
        photos_per_ticket=settings.photos_per_ticket,
        public_url=settings.address,
        channels=traits_of(CHANNELS) if channels is None else channels,
    )


def _connect(app: App, channels: Iterable[ChannelSetup]) -> None:
    """Build the channels that the settings ask for."""

    def invite(line: Message) -> None:
        bureau = app.receiver.bureau
        app.receiver.bureau = replace(bureau, invitations=(*bureau.invitations, line))

    host = ChannelHost(
        settings=app.settings,
        database=app.database,
        clock=app.clock,
        receive=app.receiver.receive,
        conversations=frozenset(CONVERSATIONS),
        refused=app.refused,
        webhooks=app.web.callbacks,
        add_routes=app.web.include_router,
        invite=invite,
    )
    for setup in channels:
        if setup.is_wanted(app.settings):
            app.channels[setup.traits.name] = setup.build(host)


def traits_of(channels: Iterable[ChannelSetup]) -> dict[str, ChannelTraits]:
    """Return the traits of the web chat and of these channels, by name."""
    known = [WEB_CHAT, *(setup.traits for setup in channels)]
    return {traits.name: traits for traits in known}
