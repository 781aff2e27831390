"""Le témoin : un robot aiogram qui écrit une ligne et répond, sans rien d'autre."""

from __future__ import annotations

import asyncio
import os
import sys

import aiosqlite
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message


async def main() -> None:
    """Interroge, écrit, répond ; mêmes garanties d'écriture que Vigie."""
    server = TelegramAPIServer.from_base(os.environ["VIGIE_TELEGRAM_API"])
    bot = Bot(os.environ["VIGIE_TELEGRAM_TOKEN"], session=AiohttpSession(api=server))
    async with aiosqlite.connect(sys.argv[1]) as base:
        await base.execute("PRAGMA journal_mode=WAL")
        await base.execute("PRAGMA synchronous=FULL")
        await base.execute("CREATE TABLE recus (chat INTEGER, texte TEXT)")
        dispatcher = Dispatcher()

        @dispatcher.message()
        async def recevoir(message: Message) -> None:
            await base.execute("INSERT INTO recus VALUES (?, ?)", (message.chat.id, message.text))
            await base.commit()
            await message.answer("Bien reçu.")

        await dispatcher.start_polling(bot, handle_signals=False)


if __name__ == "__main__":
    asyncio.run(main())
