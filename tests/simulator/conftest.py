"""A running simulator with a few invented people, and the two libraries behind one small face."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

import aiogram
import aiohttp
import pytest
import pytest_asyncio
import telegram
from aiogram import exceptions as refused
from aiogram import types
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from telegram import error as failed

from simulator import Chat, Json, Simulator, User

Row = list[tuple[str, str]]


class Library(Protocol):
    """What every test asks of a library, and how it names each refusal."""

    bad_request: type[Exception]
    forbidden: type[Exception]
    retry_after: type[Exception]
    migrated: type[Exception]
    conflict: type[Exception]
    server_error: type[Exception]
    network: type[Exception]

    async def send(self, chat: int, text: str, rows: list[Row] | None = None, html: bool = False) -> int: ...
    async def edit(self, chat: int, message: int, text: str, rows: list[Row] | None = None) -> None: ...
    async def delete(self, chat: int, message: int) -> None: ...
    async def photo(self, chat: int, data: bytes, caption: str) -> str: ...
    async def document(self, chat: int, data: bytes, name: str) -> str: ...
    async def album(self, chat: int, pictures: list[bytes]) -> list[str]: ...
    async def replace_photo(self, chat: int, message: int, data: bytes) -> None: ...
    async def download(self, file_id: str) -> bytes: ...
    async def answer(self, query: str, text: str = "", alert: bool = False) -> None: ...
    async def updates(self, offset: int | None = None, seconds: int = 0) -> list[int]: ...
    async def commands(self, chat: int, names: list[str]) -> list[str]: ...
    async def about(self, chat: int, user: int) -> tuple[str, str, int]: ...


@dataclass
class Aiogram:
    """aiogram, which receives."""

    bot: aiogram.Bot
    bad_request: type[Exception] = refused.TelegramBadRequest
    forbidden: type[Exception] = refused.TelegramForbiddenError
    retry_after: type[Exception] = refused.TelegramRetryAfter
    migrated: type[Exception] = refused.TelegramMigrateToChat
    conflict: type[Exception] = refused.TelegramConflictError
    server_error: type[Exception] = refused.TelegramServerError
    network: type[Exception] = refused.TelegramNetworkError

    @staticmethod
    def _keys(rows: list[Row] | None) -> types.InlineKeyboardMarkup | None:
        if rows is None:
            return None
        keys = [[types.InlineKeyboardButton(text=text, callback_data=data) for text, data in row] for row in rows]
        return types.InlineKeyboardMarkup(inline_keyboard=keys)

    async def send(self, chat: int, text: str, rows: list[Row] | None = None, html: bool = False) -> int:
        mode = "HTML" if html else None
        return (await self.bot.send_message(chat, text, reply_markup=self._keys(rows), parse_mode=mode)).message_id

    async def edit(self, chat: int, message: int, text: str, rows: list[Row] | None = None) -> None:
        await self.bot.edit_message_text(text, chat_id=chat, message_id=message, reply_markup=self._keys(rows))

    async def delete(self, chat: int, message: int) -> None:
        await self.bot.delete_message(chat, message)

    async def photo(self, chat: int, data: bytes, caption: str) -> str:
        sent = await self.bot.send_photo(chat, types.BufferedInputFile(data, "p.png"), caption=caption)
        return (sent.photo or [])[-1].file_id

    async def document(self, chat: int, data: bytes, name: str) -> str:
        sent = await self.bot.send_document(chat, types.BufferedInputFile(data, name))
        assert sent.document is not None
        return sent.document.file_id

    async def album(self, chat: int, pictures: list[bytes]) -> list[str]:
        media = [types.InputMediaPhoto(media=types.BufferedInputFile(data, "p.png")) for data in pictures]
        return [str(sent.media_group_id) for sent in await self.bot.send_media_group(chat, media)]  # type: ignore[arg-type]

    async def replace_photo(self, chat: int, message: int, data: bytes) -> None:
        media = types.InputMediaPhoto(media=types.BufferedInputFile(data, "q.png"), caption="autre")
        await self.bot.edit_message_media(media, chat_id=chat, message_id=message)

    async def download(self, file_id: str) -> bytes:
        file = await self.bot.download(file_id)
        assert file is not None
        return file.read()

    async def answer(self, query: str, text: str = "", alert: bool = False) -> None:
        await self.bot.answer_callback_query(query, text, show_alert=alert)

    async def updates(self, offset: int | None = None, seconds: int = 0) -> list[int]:
        return [update.update_id for update in await self.bot.get_updates(offset=offset, timeout=seconds)]

    async def commands(self, chat: int, names: list[str]) -> list[str]:
        scope = types.BotCommandScopeChat(chat_id=chat)
        await self.bot.set_my_commands([types.BotCommand(command=n, description="fait") for n in names], scope)
        return [command.command for command in await self.bot.get_my_commands(scope)]

    async def about(self, chat: int, user: int) -> tuple[str, str, int]:
        member = await self.bot.get_chat_member(chat, user)
        return (await self.bot.get_chat(chat)).title or "", member.status, await self.bot.get_chat_member_count(chat)


@dataclass
class Ptb:
    """python-telegram-bot, which sends."""

    bot: telegram.Bot
    bad_request: type[Exception] = failed.BadRequest
    forbidden: type[Exception] = failed.Forbidden
    retry_after: type[Exception] = failed.RetryAfter
    migrated: type[Exception] = failed.ChatMigrated
    conflict: type[Exception] = failed.Conflict
    server_error: type[Exception] = failed.NetworkError
    network: type[Exception] = failed.NetworkError

    @staticmethod
    def _keys(rows: list[Row] | None) -> telegram.InlineKeyboardMarkup | None:
        if rows is None:
            return None
        keys = [[telegram.InlineKeyboardButton(text, callback_data=data) for text, data in row] for row in rows]
        return telegram.InlineKeyboardMarkup(keys)

    async def send(self, chat: int, text: str, rows: list[Row] | None = None, html: bool = False) -> int:
        mode = "HTML" if html else None
        return (await self.bot.send_message(chat, text, reply_markup=self._keys(rows), parse_mode=mode)).message_id

    async def edit(self, chat: int, message: int, text: str, rows: list[Row] | None = None) -> None:
        await self.bot.edit_message_text(text, chat, message, reply_markup=self._keys(rows))

    async def delete(self, chat: int, message: int) -> None:
        await self.bot.delete_message(chat, message)

    async def photo(self, chat: int, data: bytes, caption: str) -> str:
        return (await self.bot.send_photo(chat, io.BytesIO(data), caption=caption)).photo[-1].file_id

    async def document(self, chat: int, data: bytes, name: str) -> str:
        sent = await self.bot.send_document(chat, io.BytesIO(data), filename=name)
        assert sent.document is not None
        return sent.document.file_id

    async def album(self, chat: int, pictures: list[bytes]) -> list[str]:
        media = [telegram.InputMediaPhoto(data) for data in pictures]
        return [str(sent.media_group_id) for sent in await self.bot.send_media_group(chat, media)]

    async def replace_photo(self, chat: int, message: int, data: bytes) -> None:
        await self.bot.edit_message_media(telegram.InputMediaPhoto(data, caption="autre"), chat, message)

    async def download(self, file_id: str) -> bytes:
        return bytes(await (await self.bot.get_file(file_id)).download_as_bytearray())

    async def answer(self, query: str, text: str = "", alert: bool = False) -> None:
        await self.bot.answer_callback_query(query, text, show_alert=alert)

    async def updates(self, offset: int | None = None, seconds: int = 0) -> list[int]:
        return [update.update_id for update in await self.bot.get_updates(offset=offset, timeout=seconds)]

    async def commands(self, chat: int, names: list[str]) -> list[str]:
        scope = telegram.BotCommandScopeChat(chat)
        await self.bot.set_my_commands([(name, "fait") for name in names], scope)
        return [command.command for command in await self.bot.get_my_commands(scope)]

    async def about(self, chat: int, user: int) -> tuple[str, str, int]:
        member = await self.bot.get_chat_member(chat, user)
        return (await self.bot.get_chat(chat)).title or "", member.status, await self.bot.get_chat_member_count(chat)


@dataclass
class Http:
    """Bare calls, to see statuses and bodies as they are."""

    sim: Simulator
    client: aiohttp.ClientSession
    last_status: int = field(default=0)

    async def __call__(self, method: str, **params: object) -> Json:
        """Calls a method with a JSON body and returns the whole answer."""
        async with self.client.post(f"{self.sim.url}/bot{self.sim.token}/{method}", json=params) as answer:
            self.last_status = answer.status
            body: Json = await answer.json()
            return body


@pytest_asyncio.fixture
async def sim() -> AsyncIterator[Simulator]:
    """A running simulator."""
    async with Simulator() as running:
        yield running


@pytest.fixture
def awa(sim: Simulator) -> User:
    """A caretaker who already pressed Start."""
    return sim.add_user("Awa", "Diallo", started=True)


@pytest.fixture
def karim(sim: Simulator) -> User:
    """A social officer who already pressed Start."""
    return sim.add_user("Karim", "Lopez", username="klopez", started=True)


@pytest.fixture
def team(sim: Simulator, awa: User, karim: User) -> Chat:
    """Their group."""
    return sim.add_group("Équipe Nord", [karim, awa])


@asynccontextmanager
async def aiogram_bot(sim: Simulator) -> AsyncIterator[aiogram.Bot]:
    """aiogram's bot, unmodified; its HTTP session is closed without the pause `bot.session.close` makes."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(sim.url))
    yield aiogram.Bot(sim.token, session=session)
    await (await session.create_session()).close()


@asynccontextmanager
async def ptb_bot(sim: Simulator) -> AsyncIterator[telegram.Bot]:
    """PTB's bot, unmodified."""
    async with telegram.Bot(sim.token, base_url=f"{sim.url}/bot", base_file_url=f"{sim.url}/file/bot") as bot:
        yield bot


@pytest_asyncio.fixture(params=["aiogram", "python-telegram-bot"])
async def library(request: pytest.FixtureRequest, sim: Simulator) -> AsyncIterator[Library]:
    """Each library in turn."""
    if request.param == "aiogram":
        async with aiogram_bot(sim) as receiver:
            yield Aiogram(receiver)
    else:
        async with ptb_bot(sim) as sender:
            yield Ptb(sender)


@pytest_asyncio.fixture
async def http(sim: Simulator) -> AsyncIterator[Http]:
    """Bare HTTP calls."""
    async with aiohttp.ClientSession() as client:
        yield Http(sim, client)
