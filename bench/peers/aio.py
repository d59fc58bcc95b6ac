"""aiogram's FSM over aiogram-sqlite-storage."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from aiogram import Bot as AiogramBot
from aiogram import Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import StorageKey
from aiogram.types import Chat as AiogramChat
from aiogram.types import InlineKeyboardButton as AiogramButton
from aiogram.types import InlineKeyboardMarkup as AiogramKeyboard
from aiogram.types import Message as AiogramMessage
from aiogram_sqlite_storage.sqlitestore import SQLStorage

from bench.bureau import TOKEN
from bench.load import FIRST_CHAT, LANES, STEPS
from bench.peers.script import ASKED, FIELDS, OFFERED, Archive


class Report(StatesGroup):  # type: ignore[misc]  # untyped here, as the rest of aiogram
    done, unit, kind, words, place, confirm = (State() for _ in range(6))


class Aiogram:
    """Takes updates of different chats at the same time; its database is switched to WAL."""

    name = "aiogram"

    def __init__(self, folder: Path, platform: str = "", people: int = LANES) -> None:
        self.people = people
        self.archive = Archive(folder / "aiogram.db")
        storage = SQLStorage(str(folder / "fsm.db"), serializing_method="json")
        storage.con.execute("PRAGMA journal_mode=WAL")
        assert storage.con.execute("PRAGMA synchronous").fetchone()[0] == 2
        session = (
            AiohttpSession(api=TelegramAPIServer.from_base(platform), limit=256)
            if platform
            else Quiet()
        )
        self.bot = AiogramBot(TOKEN, session=session)
        self.dispatcher = Dispatcher(storage=storage)
        states = (
            None,
            Report.done,
            Report.unit,
            Report.kind,
            Report.words,
            Report.place,
            Report.confirm,
        )
        self.next_states = (*states[1:], None)
        for place, state in enumerate(states):
            self.dispatcher.message.register(
                self._step(place), *([Command("report")] if state is None else [state, F.text])
            )
        self.dispatcher.message.register(self._keep, Report.done, F.photo)

    async def start(self) -> None:
        for chat in range(FIRST_CHAT, FIRST_CHAT + self.people):
            key = StorageKey(self.bot.id, chat, chat)
            await self.dispatcher.storage.set_data(key, {"language": "zh_CN"})

    async def take(self, update: dict[str, Any]) -> None:
        """Return when the step is answered and written."""
        await self.dispatcher.feed_raw_update(self.bot, update)

    async def stop(self) -> int:
        await self.bot.session.close()
        await self.dispatcher.storage.close()
        return self.archive.count()

    @staticmethod
    async def _keep(message: AiogramMessage, state: FSMContext) -> None:
        """Keep a photo; the answer to "Done" answers it."""
        await state.update_data(photo=message.photo[-1].file_id)

    def _step(self, place: int) -> Any:
        async def take(message: AiogramMessage, state: FSMContext) -> None:
            if place + 1 == len(STEPS):
                text = self.archive.file(message.from_user.id, await state.get_data())
                await state.set_data({"language": "zh_CN"})
                await state.set_state(None)
                await message.answer(text)
                return
            await state.update_data({FIELDS[place]: message.text})
            await state.set_state(self.next_states[place])
            labels = enumerate(OFFERED[place])
            rows = [
                [AiogramButton(text=label, callback_data=f"{place}:{at}")] for at, label in labels
            ]
            await message.answer(ASKED[place], reply_markup=AiogramKeyboard(inline_keyboard=rows))

        return take


class Quiet(BaseSession):  # type: ignore[misc]  # as above
    """Answers at once."""

    async def make_request(self, bot: Any, method: Any, timeout: int | None = None) -> Any:  # noqa: ASYNC109  # aiogram's own
        chat = AiogramChat(id=1, type="private")
        return AiogramMessage(message_id=1, date=1_772_500_000, chat=chat, text="x").as_(bot)

    async def stream_content(self, *_given: Any, **_named: Any) -> Any:
        raise NotImplementedError

    async def close(self) -> None:
        pass
