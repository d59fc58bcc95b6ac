"""python-telegram-bot's ConversationHandler, its pickle written after each update."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
from bench.load import FIRST_CHAT, LANES, STEPS
from bench.peers.script import ASKED, FIELDS, OFFERED, Archive

ME = b'{"ok":true,"result":{"id":700700,"is_bot":true,"first_name":"bench","username":"bench_bot"}}'
ANSWER = (
    b'{"ok":true,"result":'
    b'{"message_id":1,"date":1772500000,"chat":{"id":1,"type":"private"},"text":"x"}}'
)


class Flushed(Application[Any, Any, Any, Any, Any, Any]):
    """Writes its persistence after each update, so that a restart forgets nothing."""

    async def process_update(self, update: object) -> None:
        await super().process_update(update)
        await self.update_persistence()


class Ptb:
    """Takes updates one after another, as its manual demands."""

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
            for key in (*FIELDS, "photo", "step"):
                said.pop(key, None)
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
            return 200, ME
        return 200, ANSWER
