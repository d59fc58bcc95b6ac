"""Send what the outbox holds, in lanes within the platforms' limits, and mark what became of it."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

import structlog

from bot.channels.base import Channel, InDoubt, TryLater, Undeliverable
from bot.outbound.lanes import Lanes, Waiting
from bot.outbound.outcomes import DATABASE_AWAY, OutcomeWriter, pause_after
from bot.outbound.poller import SWEEP_SECONDS, OutboxPoller
from bot.outbound.render import Draw, Picture, Ready, Renderer
from bot.outbound.retry import MAX_ATTEMPTS, reason_of, wait_after
from storage.database import Database
from storage.outbox.due import MAX_HOLDING_ATTEMPTS, Found
from storage.outbox.notice import IN_PLACE
from storage.outbox.outcomes import Outcome

log = structlog.get_logger()

# rows that a look puts into words, so that those whose turn it is need no look of their own
MAX_ROWS_RENDERED = 200
POLL_SECONDS = 0.008  # between two looks under load
SEND_TIMEOUT_SECONDS = 120.0  # channels give up sooner themselves
FINISH_SECONDS = 10.0  # for sends under way when the program ends


@dataclass(slots=True)
class Counters:
    """What was done since the start; `waiting` rows are in memory now."""

    sent: int = 0
    retried: int = 0
    doubtful: int = 0
    dead: int = 0
    passed_over: int = 0  # superseded, or otherwise dealt with, between reading and sending
    waiting: int = 0


@dataclass(slots=True)
class ChannelLine:
    """One channel at work: its lanes, and a bell for its driver."""

    name: str
    channel: Channel
    lanes: Lanes
    bell: asyncio.Event


class Sender:
    """Sends queued rows until it is stopped: one task a channel, database work in threads."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        clock: Callable[[], datetime],
        zone: tzinfo,
        picture: Picture | None,
        default_language: str = "zh_CN",
        draw: Draw | None = None,
        secret: bytes = b"",
    ) -> None:
        self.counters = Counters()
        self._database = database
        self._channels = channels
        self._clock = clock
        self._renderer = Renderer(database, clock, zone, picture, default_language, draw, secret)
        self._poller = OutboxPoller(database, channels.keys(), clock)
        self._known: set[int] = set()  # rows in memory: waiting, under way, or not yet marked
        # What the last look found and put into words, to be sent at once.
        self._fresh: dict[int, Ready] = {}
        self._outcomes = OutcomeWriter(database, self._forget)
        self._sends: set[asyncio.Task[None]] = set()
        self._lines: dict[str, ChannelLine] = {}
        self._woken, self._stopping = asyncio.Event(), asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def run(self) -> None:
        """Deliver until `stop`; sends under way are waited for, and marked."""
        self._loop = asyncio.get_running_loop()
        for name, channel in self._channels.items():
            lanes = Lanes(channel.traits.budget, channel.is_group)
            self._lines[name] = ChannelLine(name, channel, lanes, asyncio.Event())
        try:
            async with asyncio.TaskGroup() as group:
                marker = group.create_task(self._outcomes.run())
                workers = [group.create_task(self._poll())]
                workers += [group.create_task(self._drive(line)) for line in self._lines.values()]
                await self._stopping.wait()
                for worker in workers:
                    worker.cancel()
                if self._sends:
                    await asyncio.wait(self._sends, timeout=FINISH_SECONDS)
                marker.cancel()
            await self._outcomes.flush()
        finally:
            self._loop = None
            for send in self._sends:
                send.cancel()
            await asyncio.to_thread(self._poller.give_back)

    def stop(self) -> None:
        """End `run`; to be called on its loop."""
        self._stopping.set()

    def wake(self) -> None:
        """Say that something was committed; from any thread."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._woken.set)

    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    async def _poll(self) -> None:
        """Keep the lanes filled."""
        faults = 0
        while True:
            self._woken.clear()
            looked_at = self._now()
            try:
                found, ready = await asyncio.to_thread(self._poll_once, looked_at)
                faults = 0
            except DATABASE_AWAY as error:
                faults += 1
                log.warning("delivery.database_away", error=str(error))
                found, ready = [], {}
            for line in self._lines.values():
                if line.name not in self._poller.mine:
                    self._known.difference_update(line.lanes.drop_all())
            self._take_in(found, ready, looked_at)
            await asyncio.sleep(pause_after(faults) if faults else POLL_SECONDS)
            await _ring(self._woken, SWEEP_SECONDS)

    def _poll_once(self, now: float) -> tuple[list[Found], dict[int, Ready]]:
        """Return what is to be sent, and those of it that are new in words; blocks."""
        found = self._poller.look(now, len(self._known))
        new = [row.id for row in found if row.id not in self._known and not row.gone]
        return found, self._renderer.prepare(new[:MAX_ROWS_RENDERED])

    def _take_in(self, found: list[Found], ready: dict[int, Ready], looked_at: float) -> None:
        now, clock = self._now(), self._clock()
        self._fresh.clear()
        for row in found:
            if row.id in self._known:
                continue
            self._known.add(row.id)
            line = self._lines[row.channel]
            if row.gone:
                self._finish(Outcome(row.id, row.chat_id, "dead", error="the chat is gone"))
                continue
            if row.id in ready and line.lanes.is_idle_since(row.chat_id, looked_at):
                self._fresh[row.id] = ready[row.id]
            ready_at = now + max(0.0, (row.not_before - clock).total_seconds())
            line.lanes.add(
                Waiting(row.id, row.chat_id, row.address, row.attempts, ready_at, row.bulk)
            )
            line.bell.set()
        for line in self._lines.values():
            line.lanes.cleanup(now)
        self.counters.waiting = len(self._known)

    async def _drive(self, line: ChannelLine) -> None:
        """Send what waits on one channel, as fast as it may."""
        while True:
            line.bell.clear()
            picked = line.lanes.pick(self._now())
            if picked:
                await self._send_some(line, picked)
            else:
                await _ring(line.bell, line.lanes.next_at(self._now()) - self._now())

    async def _send_some(self, line: ChannelLine, picked: list[tuple[Waiting, float]]) -> None:
        try:
            ready = await self._render_picked([row.id for row, _slot in picked])
        except DATABASE_AWAY as error:
            log.warning("delivery.database_away", error=str(error))
            for row, _slot in picked:
                line.lanes.done(row, self._now(), asked=False, stop=1, again=True)
            return
        for row, slot in picked:
            self._begin(line, ready.get(row.id), row, slot)

    async def _render_picked(self, ids: list[int]) -> dict[int, Ready]:
        """Return the rows in words, those that the last look found without asking again."""
        ready = {row_id: self._fresh.pop(row_id) for row_id in ids if row_id in self._fresh}
        later = [row_id for row_id in ids if row_id not in ready]
        if later:
            ready |= await asyncio.to_thread(self._renderer.prepare, later)
        return ready

    def _begin(self, line: ChannelLine, ready: Ready | None, row: Waiting, slot: float) -> None:
        """Send the row in the background, or free its lane when it is not to be sent now."""
        if ready is None:
            self.counters.passed_over += 1
            self._known.discard(row.id)
            line.lanes.done(row, self._now(), asked=False)
        elif ready.wait:
            line.lanes.done(row, self._now(), asked=False, stop=1, again=True)
        elif ready.out is None:
            log.error("delivery.cannot_be_composed", row=row.id, error=ready.fault)
            self._finish(Outcome(row.id, row.chat_id, "dead", ready.fault, attempts=row.attempts))
            line.lanes.done(row, self._now(), asked=False)
        else:
            task = asyncio.create_task(self._send(line, ready, row, slot))
            self._sends.add(task)
            task.add_done_callback(self._sends.discard)

    async def _send(self, line: ChannelLine, ready: Ready, row: Waiting, slot: float) -> None:
        """Send one row at its slot, and free its lane."""
        if (early := slot - self._now()) > 0:
            await asyncio.sleep(early)
        if line.lanes.stopped_until > self._now():  # meanwhile the platform stopped the channel
            line.lanes.done(row, self._now(), asked=False, again=True)
            return
        failure = await self._try(line, ready, row)
        now = self._now()
        if failure is None:
            line.lanes.done(row, now)
        elif isinstance(failure, TryLater) and failure.whole_channel:
            log.warning(
                "delivery.channel_stopped",
                channel=line.name,
                seconds=failure.seconds,
                error=str(failure),
            )
            line.lanes.stop(now + failure.seconds)
            line.lanes.done(row, now, again=True)
        else:
            self._try_again(line, row, failure)
        line.bell.set()

    async def _try(self, line: ChannelLine, ready: Ready, row: Waiting) -> Exception | None:
        """Send the row and settle it; return the failure after which it is to be tried again."""
        stored, out = ready.claimed.row, ready.out
        assert out is not None  # noqa: S101  # only what was composed is sent
        row.attempts = max(row.attempts, stored.attempts)
        end = Outcome(row.id, row.chat_id, "sent", attempts=row.attempts + 1)
        try:
            async with asyncio.timeout(SEND_TIMEOUT_SECONDS):
                sent = await line.channel.send(row.address, out)
        except Undeliverable as error:
            self._finish(replace(end, state="dead", error=str(error), gone=error.gone))
            if error.gone:
                self._bury(line, row.chat_id, str(error))
        except (InDoubt, TimeoutError) as error:
            reason = str(error) or f"no answer for {SEND_TIMEOUT_SECONDS:.0f} s"
            self._finish(replace(end, state="doubtful", error=reason))
        except TryLater as error:
            return error
        except Exception as error:  # a fault of ours in one message; the lanes go on
            log.exception("delivery.send_failed", channel=line.name, row=row.id)
            return error
        else:
            if stored.replaces is not None and stored.replaces.startswith(IN_PLACE):
                self._renderer.remember(row.chat_id, stored.replaces, row.id, sent.reference)
            keeps = line.channel.traits.keeps_mailbox
            self._finish(
                replace(end, sent_at=self._clock(), reference=sent.reference, keeps_words=keeps)
            )
        return None

    def _bury(self, line: ChannelLine, chat_id: int, error: str) -> None:
        """Give up what waits for a chat that is gone."""
        for row_id in line.lanes.drop(chat_id):
            self._finish(Outcome(row_id, chat_id, "dead", error=error))

    def _try_again(self, line: ChannelLine, row: Waiting, failure: Exception) -> None:
        """Put the row back; it holds its lane at first, and is dead after the last try."""
        attempts = row.attempts = row.attempts + 1
        stop = failure.seconds if isinstance(failure, TryLater) else 0.0
        if attempts >= MAX_ATTEMPTS:
            error = f"given up after {attempts} attempts: {reason_of(failure)}"
            self._finish(Outcome(row.id, row.chat_id, "dead", error, attempts=attempts))
            line.lanes.done(row, self._now(), stop=stop)
            return
        wait = wait_after(attempts, stop)
        row.ready_at = self._now() + wait
        again = Outcome(row.id, row.chat_id, "queued", reason_of(failure), attempts=attempts)
        self._finish(replace(again, not_before=self._clock() + timedelta(seconds=wait)))
        is_held = attempts <= MAX_HOLDING_ATTEMPTS
        line.lanes.done(row, self._now(), stop=stop, again=is_held)

    def _finish(self, outcome: Outcome) -> None:
        """Have the outcome marked."""
        self._outcomes.add(outcome)
        counted = "retried" if outcome.state == "queued" else outcome.state
        setattr(self.counters, counted, getattr(self.counters, counted) + 1)

    def _forget(self, marked: Outcome) -> None:
        """Let go of a row whose outcome is in the database; one that holds its lane stays."""
        if marked.state != "queued" or marked.attempts > MAX_HOLDING_ATTEMPTS:
            self._known.discard(marked.id)
            self.counters.waiting = len(self._known)
        self._renderer.forget(marked.id)


async def _ring(bell: asyncio.Event, seconds: float) -> None:
    """Wait for the bell, `seconds` at most."""
    if seconds <= 0:
        return
    try:
        async with asyncio.timeout(None if seconds == math.inf else seconds):
            await bell.wait()
    except TimeoutError:
        return
