"""The same conversation in python-telegram-bot and in aiogram, each with its own persistence; the
report ends in SQLite.
"""

from __future__ import annotations

import sqlite3
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
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)
from telegram.request import BaseRequest, HTTPXRequest

from bench.bureau import TOKEN
from bench.load import FIRST_CHAT, KINDS, LANES, STEPS, UNITS

ASKED = (
    "请发送照片，然后点“完成”。",
    "是哪个单位？点选，或写出名称。",
    "看到了什么？",
    "还有什么要补充的吗？",
    "在什么地方？发送位置或写出地点。",
    "玩手机\n第三中学\n照片：1\n文字：开会期间三名教师在后排玩手机\n地点：行政楼三楼报告厅\n\n确认发送？",
)
OFFERED = (
    ("取消",),
    (*UNITS, "返回"),
    (*KINDS, "返回"),
    ("跳过", "返回"),
    ("跳过", "返回"),
    ("发送", "放弃", "返回"),
)
FIELDS = ("begun", "done", "unit", "kind", "words", "place", "confirm")
ANSWER = b'{"ok":true,"result":{"message_id":1,"date":1772500000,"chat":{"id":1,"type":"private"},"text":"x"}}'


class Archive:
    """Where a peer's finished report goes: one row, one durable commit."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute(
            "CREATE TABLE reports (id INTEGER PRIMARY KEY, person INTEGER, unit, kind, "
            "words, place, photo)"
        )

    def file(self, person: int, said: dict[str, str]) -> str:
        """Return the number under which the report was filed."""
        row = (person, *(said[each] for each in ("unit", "kind", "words", "place", "photo")))
        number = self._connection.execute(
            "INSERT INTO reports VALUES (NULL, ?, ?, ?, ?, ?, ?)", row
        ).lastrowid
        return f"已登记 DC-2026-{number:04d}：玩手机，第三中学，照片 1 张。"

    def count(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM reports").fetchone()[0])


class Flushed(Application[Any, Any, Any, Any, Any, Any]):
    """Writes its persistence after each update, so that a restart forgets nothing that was
    answered.
    """

    async def process_update(self, update: object) -> None:
        await super().process_update(update)
        await self.update_persistence()


class Ptb:
    """ConversationHandler with PicklePersistence, flushed at each update; updates one after
    another, as its manual demands.
    """

    name = "PTB"

    def __init__(self, folder: Path, platform: str = "", people: int = LANES) -> None:
        self.people = people
        self.archive = Archive(folder / "ptb.db")
        builder = ApplicationBuilder().application_class(Flushed).token(TOKEN)
        builder = builder.persistence(PicklePersistence(folder / "ptb.pickle")).updater(None)
        if platform:
            builder = builder.base_url(f"{platform}/bot").request(
                HTTPXRequest(connection_pool_size=256)
            )
        else:
            builder = builder.request(Silent())
        self.application = builder.build()
        text = filters.TEXT & ~filters.COMMAND
        states: dict[object, list[Any]] = {
            place: [MessageHandler(text, self._next)] for place in range(1, len(STEPS))
        }
        states[1].append(MessageHandler(filters.PHOTO, self._keep))
        entry = [CommandHandler("report", self._next)]
        self.application.add_handler(
            ConversationHandler(entry, states, [], name="report", persistent=True)  # type: ignore[arg-type]  # its lists are invariant
        )

    async def start(self) -> None:
        await self.application.initialize()
        for chat in range(FIRST_CHAT, FIRST_CHAT + self.people):
            self.application.user_data[chat]["language"] = "zh_CN"
            self.application.mark_data_for_update_persistence(user_ids=chat)

    async def run(self) -> None:
        """Begin to take what is put into the queue."""
        await self.application.start()

    async def take(self, update: dict[str, Any]) -> None:
        """Return when the step is answered and written."""
        await self.application.process_update(Update.de_json(update, self.application.bot))

    async def put(self, update: dict[str, Any]) -> None:
        """Leave an update for the application's own worker."""
        await self.application.update_queue.put(Update.de_json(update, self.application.bot))

    async def stop(self) -> int:
        await self.application.shutdown()
        return self.archive.count()

    async def _keep(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Keep a photo; the answer to "Done" answers it."""
        assert update.message is not None
        assert context.user_data is not None
        context.user_data["photo"] = update.message.photo[-1].file_id

    async def _next(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        message, said = update.message, context.user_data
        assert message is not None
        assert said is not None
        assert message.from_user is not None
        place: int = said.get("step", 0)
        said[FIELDS[place]] = message.text
        said["step"] = place + 1
        if place + 1 == len(STEPS):
            text = self.archive.file(message.from_user.id, said)
            for each in (*FIELDS, "photo", "step"):
                said.pop(each, None)
            await message.reply_text(text)
            return -1  # ConversationHandler.END
        buttons = [
            [InlineKeyboardButton(label, callback_data=f"{place}:{at}")]
            for at, label in enumerate(OFFERED[place])
        ]
        await message.reply_text(ASKED[place], reply_markup=InlineKeyboardMarkup(buttons))
        return place + 1


class Silent(BaseRequest):
    """Answers at once."""

    read_timeout = 5.0

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(self, url: str, *_given: Any, **_named: Any) -> tuple[int, bytes]:
        if url.endswith("/getMe"):
            return (
                200,
                b'{"ok":true,"result":'
                b'{"id":700700,"is_bot":true,"first_name":"bench","username":"bench_bot"}}',
            )
        return 200, ANSWER


class Report(StatesGroup):  # type: ignore[misc]  # untyped here, as the rest of aiogram
    done, unit, kind, words, place, confirm = (State() for _ in range(6))


class Aiogram:
    """aiogram's FSM with aiogram-sqlite-storage, its database switched to WAL; updates of different
    chats at the same time.
    """

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
